"""`majlis check`: a text against the articles."""

import click

from bot.cli.options import app, asked_words, general, ready


@click.command()
@click.argument("text", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@general
def check(text: str | None, as_json: bool) -> int:
    """Say of each sentence of TEXT whether the articles hold it ("-" reads standard input)."""
    from bot.cli import batches
    from bot.rendering.check_lines import check_json, check_text_plain

    if text is None:
        raise click.UsageError("No text was given.")
    checked = ready(app()).assistant.check(asked_words(text))
    click.echo(batches.line(check_json(checked)) if as_json else check_text_plain(checked))
    return 0 if checked.citations else 3

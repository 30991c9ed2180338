"""`majlis check`: a text against the articles."""

import click

from bot.cli.options import app, general_options, prepared_app, question_words


@click.command()
@click.argument("text", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@general_options
def check(text: str | None, as_json: bool) -> int:
    """Compare TEXT with the articles, by sentence.

    "-" reads the text from standard input. If there are no articles yet, those that come with
    majlis are indexed first. Exit code 3: nothing was found about it.
    """
    from bot.json_text import json_line
    from bot.output import write
    from bot.rendering.check_lines import check_json, check_text_plain

    if text is None:
        raise click.UsageError('No text was given; write it behind the command, or "-" to read it.')
    report = prepared_app(app()).assistant.check(question_words(text))
    write(json_line(check_json(report)) if as_json else check_text_plain(report))
    return 0 if report.citations else 3

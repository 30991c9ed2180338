"""The commands `log`, `verify` and `forget`."""

import sys
from datetime import datetime

import click

from bot.cli.options import app, general_options, quiet

_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON lines.")


@click.command()
@click.argument("id", required=False)
@click.option("--search", metavar="WORDS", default="", help="Only answers with all these words.")
@click.option("--user", metavar="ID", help="Only answers to this user.")
@click.option("--limit", type=click.IntRange(1), default=20, metavar="N", help="At most N answers.")
@_JSON
@click.option("--export", metavar="FILE|-", help="Write all answers as JSON lines.")
@click.option("--import", "source", metavar="FILE|-", help="Add the answers of such a file.")
@general_options
def log(
    id: str | None, search: str, user: str | None, limit: int, as_json: bool,
    export: str | None, source: str | None,
) -> int:  # fmt: skip
    """List the answers that were given, or show one.

    Newest first. ID, or the beginning of one, shows that answer as it was shown.
    """
    from bot.cli import log_output

    if sum(map(bool, (id, export, source, search or user))) > 1:
        raise click.UsageError("Give an ID, or --export, or --import, or what to look for.")
    if export:
        return log_output.export_answers(app().log, export)
    if source:
        return log_output.import_answers(app().log, source)
    if id:
        return log_output.print_answer(app().log, id, as_json=as_json)
    return log_output.print_list(app(), search=search, user=user, limit=limit, as_json=as_json)


@click.command()
@click.argument("id", required=False)
@_JSON
@general_options
def verify(id: str | None, as_json: bool) -> int:
    """Compare quotes that were given with the articles.

    Compares the quotes of the answer ID, or of all, with today's articles.

    A quote is the same, moved (it stands elsewhere in its article), changed (its article no longer
    holds it) or gone (with its article). Exit code 1 if any is changed or gone, else 0.
    """
    from bot.cli import log_output

    return log_output.print_quote_checks(app(), id, as_json=as_json)


@click.command()
@click.option("--user", metavar="ID", help="The answers to this user.")
@click.option(
    "--before", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]), metavar="DATE",
    help="The answers before this day or moment (UTC).",
)  # fmt: skip
@click.option("--all", "everything", is_flag=True, help="All answers.")
@click.option("--yes", is_flag=True, help="Do not ask whether --all is meant.")
@general_options
def forget(user: str | None, before: datetime | None, everything: bool, yes: bool) -> int:
    """Remove answers and what was typed, for good.

    The log is written again without them, so that nothing of them is left in the file.
    """
    from bot.cli import log_output

    if (user is not None) + (before is not None) + everything != 1:
        raise click.UsageError("Give one of --user, --before and --all.")
    if everything and not yes and sys.stdin.isatty():
        click.confirm("Forget all answers?", abort=True, err=True)
    return log_output.forget_answers(app(), user=user, before=before, quiet=quiet())

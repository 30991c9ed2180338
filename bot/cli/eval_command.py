"""`majlis eval`: how good the answers are."""

from pathlib import Path

import click

from bot.cli.options import app, general_options, home_option, prepared_app, quiet

_GENERAL = {"--home": 2, "--quiet": 1, "-q": 1, "--no-wait": 1}  # words that each takes
_FILE = click.Path(path_type=Path, dir_okay=False)


class _Eval(click.Group):
    """A group of commands that takes its first word for a set, unless it names a command."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Insert the command `run` where none is named; general options may come first."""
        place = _general(args)
        if args[place : place + 1] and args[place] in self.commands:
            args = [args[place], *args[:place], *args[place + 1 :]]
        elif args[place : place + 1] and args[place] not in ctx.help_option_names:
            args = ["run", *args]
        return super().parse_args(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Show the options of the usual command, then the other commands."""
        self.commands["run"].format_options(ctx, formatter)
        self.format_commands(ctx, formatter)


def _general(args: list[str]) -> int:
    """Return how many words the general options take that a call begins with."""
    place = 0
    while place < len(args) and args[place] in _GENERAL:
        place += _GENERAL[args[place]]
    return place


@click.group("eval", cls=_Eval, subcommand_metavar="SET | draft [OPTIONS]", no_args_is_help=True)
def evaluation() -> None:
    """Measure the answers to a set of questions.

    SET is a folder with docs.jsonl and questions.jsonl, whose articles go into a home of their own;
    or a file of questions, .jsonl or .csv, that is asked of the articles you have. A CSV has the
    columns question, answer, document, quote, answerable (yes, no), history, type, language, id,
    note; all but the first may be empty.

    `majlis eval draft` proposes such a file for your articles.
    """


@evaluation.command("run", hidden=True)
@click.argument("path", metavar="SET", type=click.Path(path_type=Path))
@click.option("--report", type=_FILE, help="Write an HTML page with plots and the worst cases.")
@click.option("--save", type=_FILE, help="Write figures and the values of each question as JSON.")
@click.option("--against", type=_FILE, help="Compare with what --save wrote earlier.")
@click.option(
    "--fail-if-worse", is_flag=True, help="Exit with 1 if a figure is worse, beyond chance."
)
@click.option(
    "--limit", type=click.IntRange(1), metavar="N", help="Ask N questions, spread evenly."
)
@click.option("--jobs", type=click.IntRange(1, 64), default=1, metavar="N", help="Ask N at a time.")
@click.option(
    "--mode", type=click.Choice(["auto", "extractive", "model"]), default="auto",
    help="extractive: quoted sentences, no key; model: a language model writes.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@general_options
def run(
    path: Path, report: Path | None, save: Path | None, against: Path | None, fail_if_worse: bool,
    limit: int | None, jobs: int, mode: str, as_json: bool,
) -> int:  # fmt: skip
    """Ask SET and print the figures."""
    from bot.cli.eval_output import EvalOptions, run_eval

    if fail_if_worse and not against:
        raise click.UsageError("--fail-if-worse needs --against.")
    flags = (as_json, fail_if_worse)
    options = EvalOptions(path, mode, jobs, limit or 0, report, against, save, *flags)
    return run_eval(options, home_option(), app, prepared_app, quiet=quiet())


@evaluation.command()
@click.option(
    "--limit", type=click.IntRange(1), default=50, metavar="N", help="At most N questions."
)
@click.option("-o", "--output", type=_FILE, help="Write to this file; .csv or .jsonl.")
@general_options
def draft(limit: int, output: Path | None) -> int:
    """Propose questions from your articles, to correct."""
    from bot.cli.eval_output import write_proposals

    return write_proposals(prepared_app(app()), limit, output, quiet=quiet())

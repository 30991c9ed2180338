"""The command line: `majlis COMMAND`. Nothing heavy is imported before a command needs it."""

import click

from bot.cli import chat_command, check_command, eval_command, log_command
from bot.cli.notes import note, progress
from bot.cli.options import (
    app,
    general_options,
    prepared_app,
    question_words,
    quiet,
    waiting_options,
)

_BATCH = click.option(
    "--batch",
    metavar="FILE|-",
    help="Read JSON lines {id, question, history}; print one JSON line for each.",
)
_JOBS = click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    default=1,
    metavar="N",
    help="Work on N batch lines at a time.",
)
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_EXPLAIN = click.option(
    "--explain", is_flag=True, help="Also show how it was found: ranks, scores, the decision."
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@general_options
def cli() -> None:
    """Ask questions about a corpus of articles; every answer shows the exact words it rests on."""


@cli.command()
@click.argument("question", required=False)
@_JSON
@_BATCH
@_JOBS
@click.option(
    "--mode", type=click.Choice(["auto", "extractive", "model"]), default="auto",
    help="extractive: quoted sentences; model: a language model writes; auto: what is set up.",
)  # fmt: skip
@click.option(
    "--limit", type=click.IntRange(1, 20), default=5, metavar="N", help="At most N statements."
)
@_EXPLAIN
@general_options
def ask(
    question: str | None, as_json: bool, batch: str | None, jobs: int, mode: str, limit: int,
    explain: bool,
) -> int:  # fmt: skip
    """Answer QUESTION from the articles.

    "-" reads the question from standard input. If there are no articles yet, those that come with
    majlis are indexed first.
    """
    from bot.ask_options import AskOptions
    from bot.cli import batches
    from bot.rendering import terminal
    from bot.rendering.text import answer_json, json_line

    manner = AskOptions(limit=limit, mode=mode)
    if batch:
        return batches.ask(prepared_app(app()), batch, manner, jobs=jobs)
    answer = prepared_app(app()).assistant.ask(question_words(question), None, manner)
    if as_json:
        click.echo(json_line(answer_json(answer)))
    else:
        terminal.show(answer)
    if explain:
        terminal.explain(answer, to_stderr=as_json)
    return 3 if answer.abstained else 0


@cli.command()
@click.argument("query", required=False)
@_JSON
@_BATCH
@_JOBS
@click.option(
    "--limit", type=click.IntRange(1, 1000), default=10, metavar="N", help="Print N passages."
)
@_EXPLAIN
@general_options
def search(
    query: str | None, as_json: bool, batch: str | None, jobs: int, limit: int, explain: bool
) -> int:
    """Print the passages that match QUERY, best first.

    "-" reads the query from standard input.
    """
    from bot.cli import batches
    from bot.rendering.text import hits_json, hits_plain, json_line

    if batch:
        return batches.search(prepared_app(app()), batch, jobs=jobs, limit=limit)
    words = question_words(query)
    hits = prepared_app(app()).assistant.search(words, limit=limit)
    click.echo(json_line(hits_json("", hits)) if as_json else hits_plain(hits, explain=explain))
    return 0


@cli.command()
@click.argument("paths", nargs=-1, required=True)
@_JSON
@general_options
def add(paths: tuple[str, ...], as_json: bool) -> int:
    """Add articles: .txt, .md, .jsonl and folders.

    PATHS are files and folders; folders are searched through. `majlis sync` reads them again later.
    """
    from bot.cli.corpus_output import report
    from bot.corpus import open_writer
    from retrieval.ingest.update import add as add_articles

    with open_writer(app(), **waiting_options()) as writer:
        outcomes = add_articles(writer, list(paths), progress=progress(quiet()))
    return report(outcomes, as_json=as_json, quiet=quiet())


@cli.command()
@_JSON
@general_options
def sync(as_json: bool) -> int:
    """Read again what was added: new, changed, removed."""
    from bot.cli.corpus_output import report
    from bot.corpus import open_writer
    from retrieval.ingest.update import sync as sync_articles

    with open_writer(app(), **waiting_options()) as writer:
        outcomes = sync_articles(writer, progress=progress(quiet()))
    return report(outcomes, as_json=as_json, quiet=quiet())


@cli.command()
@click.argument("names", nargs=-1, required=True)
@_JSON
@general_options
def remove(names: tuple[str, ...], as_json: bool) -> int:
    """Remove articles.

    NAMES are ids as `majlis list` prints them, or paths that were added.
    """
    from bot.cli.corpus_output import report
    from bot.corpus import open_writer
    from retrieval.ingest.update import remove as remove_articles

    with open_writer(app(), **waiting_options()) as writer:
        outcomes = remove_articles(writer, list(names))
    return report(outcomes, as_json=as_json, quiet=quiet())


@cli.command("list")
@_JSON
@general_options
def list_articles(as_json: bool) -> int:
    """List the articles."""
    from bot.cli import corpus_output

    return corpus_output.list_articles(app().home.catalog, as_json=as_json)


@cli.command()
@click.argument("name", metavar="DOC[:START-END]")
@click.option(
    "--marks", is_flag=True, help="Print what is left out as boilerplate, and by which rule."
)
@_JSON
@general_options
def show(name: str, marks: bool, as_json: bool) -> int:
    """Print an article, or a span of it.

    START-END are characters counted from 0, as citations give them; the span is shown among its
    neighbours.
    """
    from bot.cli import corpus_output

    return corpus_output.show(app().home.catalog, name, marks=marks, as_json=as_json)


@cli.command()
@click.option(
    "--embed", is_flag=True,
    help="Also split and embed all articles again: after a change of MAJLIS_EMBEDDER or of a rule.",
)  # fmt: skip
@general_options
def rebuild(embed: bool) -> int:
    """Build the search index again.

    It is made from the stored articles, and replaces the index in use when it is complete.
    """
    from retrieval.ingest.rebuild import rebuild as rebuild_index

    running = app()
    count = rebuild_index(
        running.home, running.models, embed=embed, progress=progress(quiet()), **waiting_options()
    )
    note(f"The index was made anew: {count:,} passages.", quiet=quiet())
    return 0


@cli.command()
@_JSON
@general_options
def doctor(as_json: bool) -> int:
    """Check that the index is whole."""
    from bot.cli.corpus_output import findings
    from bot.corpus import finish
    from retrieval.ingest.doctor import examine

    running = app()
    finish(running, progress=progress(quiet()), **waiting_options())
    return findings(examine(running.home, **waiting_options()), as_json=as_json)


@cli.command()
@general_options
def telegram() -> int:
    """Run the Telegram bot.

    It needs TELEGRAM_BOT_TOKEN, and polls or, with TELEGRAM_WEBHOOK_URL, listens.
    """
    from bot.telegram_bot.serve import run_bot

    return run_bot(prepared_app(app()))


@cli.command()
@general_options
def repl() -> int:
    """Open a Python prompt.

    It has ask(), search(), articles() and conversation(), in IPython where that is installed. A
    script may come from a pipe.
    """
    from bot import repl as prompt

    return prompt.run(prepared_app(app()))


@cli.command()
@general_options
def version() -> int:
    """Print the version."""
    from importlib.metadata import version as installed

    click.echo(f"majlis {installed('majlis')}")
    return 0


@cli.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@general_options
def completion(shell: str) -> int:
    """Print the completion script of SHELL.

    For example: eval "$(majlis completion bash)".
    """
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(cli, {}, "majlis", "_MAJLIS_COMPLETE").source())
    return 0


for command in (
    check_command.check, chat_command.chat, log_command.log, log_command.verify, log_command.forget,
    eval_command.evaluation,
):  # fmt: skip
    cli.add_command(command)


def main() -> None:
    """Run a command and leave with its exit code: 0, 1 expected error, 2 usage, 3 abstained."""
    from bot.cli.exits import leave

    leave(cli)

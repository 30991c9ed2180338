"""The commands about the corpus: add, sync, remove, list, show, rebuild, doctor."""

import sys
from typing import TYPE_CHECKING

import click

from bot.cli.options import (
    app,
    article_options,
    general_options,
    quiet,
    waiting_options,
)
from bot.cli.stderr_notes import note, progress
from retrieval.errors import ExpectedError

if TYPE_CHECKING:
    from bot.app import App
    from retrieval.search.article_filter import ArticleFilter

_PIPE = "-"
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.command()
@click.argument("paths", nargs=-1, required=True)
@click.option(
    "--encoding", default="", metavar="NAME",
    help="Read the files as NAME, e.g. cp1254 or koi8-r; else the encoding of each is recognised.",
)  # fmt: skip
@click.option(
    "--name", default="", metavar="FILE", help="Call the article that is piped by this name."
)
@_JSON
@general_options
def add(paths: tuple[str, ...], encoding: str, name: str, as_json: bool) -> int:
    """Add articles: files, folders, web pages, or - for one that is piped.

    PATHS are files (.txt, .md, .jsonl, .pdf, .docx, .epub, .html), folders and addresses; folders
    are searched through, and so are linked folders inside of them. `majlis sync` reads them again
    later, in the same encoding.
    """
    from bot.cli.corpus_output import report
    from bot.corpus import open_writer
    from retrieval.ingest.piped import add_piped
    from retrieval.ingest.update import add as add_articles

    if name and _PIPE not in paths:
        raise click.UsageError("--name is for an article that is piped: add - --name FILE.")
    piped = sys.stdin.buffer.read() if _PIPE in paths else b""
    with open_writer(app(), **waiting_options()) as writer:
        outcomes = add_piped(writer, piped, name=name, encoding=encoding) if _PIPE in paths else []
        others = [path for path in paths if path != _PIPE]
        outcomes += add_articles(writer, others, encoding=encoding, progress=progress(quiet()))
    return report(outcomes, as_json=as_json, quiet=quiet())


@click.command()
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


@click.command()
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


@click.command("list")
@click.option(
    "--sort", type=click.Choice(["id", "date", "title", "source"]), default="id",
    help="The order; by date the newest stand first.",
)  # fmt: skip
@_JSON
@article_options
@general_options
def list_articles(sort: str, as_json: bool, articles: "ArticleFilter") -> int:
    """List the articles."""
    from bot.cli import article_list

    return article_list.list_articles(app().home.catalog, articles, sort, as_json=as_json)


@click.command()
@click.argument("name", metavar="DOC[:START-END]")
@click.option(
    "--marks", is_flag=True, help="Print what is left out as boilerplate, and by which rule."
)
@click.option(
    "--image", default="", metavar="PNG",
    help="Write a picture of the page of a PDF to the file PNG, the span marked in it.",
)  # fmt: skip
@click.option(
    "--meta", is_flag=True, help="Print title, author, date and source, and where each was found."
)
@_JSON
@general_options
def show(name: str, marks: bool, image: str, meta: bool, as_json: bool) -> int:
    """Print an article, or a span of it.

    START-END are characters counted from 0, as citations give them; the span is shown among its
    neighbours.
    """
    from bot.cli import article_list, corpus_output, page_image

    if image:
        return page_image.write_image(app().home, name, image, quiet=quiet())
    if meta:
        document, *_ = corpus_output.document_and_span(app().home.catalog, name)
        return article_list.show_meta(document, as_json=as_json)
    return corpus_output.show(app().home.catalog, name, marks=marks, as_json=as_json)


@click.command()
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


@click.command()
@click.option(
    "--model", "of_model", is_flag=True,
    help="Instead ask the language model small things, and say what to expect of it.",
)  # fmt: skip
@_JSON
@general_options
def doctor(of_model: bool, as_json: bool) -> int:
    """Check that the index is whole."""
    from bot.cli.corpus_output import print_problems
    from bot.corpus import finish
    from retrieval.ingest.doctor import examine, remarks

    running = app()
    if of_model:
        return _examine_model(running, as_json=as_json)
    finish(running, progress=progress(quiet()), **waiting_options())
    problems = examine(running.home, **waiting_options())
    return print_problems(problems, remarks(running.home.catalog), as_json=as_json)


def _examine_model(running: "App", *, as_json: bool) -> int:
    """Print what to expect of the language model; raises ExpectedError if none answers."""
    from bot.ask_options import AskOptions
    from bot.cli.model_output import print_examination
    from bot.generating.budget import OverBudgetError
    from bot.generating.examine_model import examine_model

    if running.author is None:
        raise ExpectedError(
            "No language model is configured.",
            hint="Set OPENAI_API_KEY or MAJLIS_MODEL; docs/models.md names servers.",
        )
    try:
        found_out = examine_model(running.author, AskOptions())
    except OverBudgetError as over:
        raise ExpectedError(
            f"The {over} does not allow to ask the language model.",
            hint="Wait, or raise the MAJLIS_BUDGET and MAJLIS_COST settings.",
        ) from None
    return print_examination(found_out, as_json=as_json)

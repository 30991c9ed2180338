"""The commands `ask` and `search`."""

from typing import TYPE_CHECKING

import click

from bot.cli.options import (
    app,
    article_options,
    general_options,
    prepared_app,
    question_words,
)

if TYPE_CHECKING:
    from retrieval.search.article_filter import ArticleFilter

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


@click.command()
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
@article_options
@general_options
def ask(
    question: str | None, as_json: bool, batch: str | None, jobs: int, mode: str, limit: int,
    explain: bool, articles: "ArticleFilter",
) -> int:  # fmt: skip
    """Answer QUESTION from the articles.

    "-" reads the question from standard input. If there are no articles yet, those that come with
    majlis are indexed first.
    """
    from bot.ask_options import AskOptions
    from bot.cli import batches
    from bot.json_text import json_line
    from bot.output import write
    from bot.rendering import terminal
    from bot.rendering.text import answer_json

    options = AskOptions(limit=limit, mode=mode, articles=articles)
    if batch:
        return batches.ask(prepared_app(app()), batch, options, jobs=jobs)
    answer = prepared_app(app()).assistant.ask(question_words(question), None, options)
    if as_json:
        write(json_line(answer_json(answer)))
    else:
        terminal.show(answer)
    if explain:
        terminal.explain(answer, to_stderr=as_json)
    return 3 if answer.abstained else 0


@click.command()
@click.argument("query", required=False)
@_JSON
@_BATCH
@_JOBS
@click.option(
    "--limit", type=click.IntRange(1, 1000), default=10, metavar="N", help="Print N passages."
)
@_EXPLAIN
@article_options
@general_options
def search(
    query: str | None, as_json: bool, batch: str | None, jobs: int, limit: int, explain: bool,
    articles: "ArticleFilter",
) -> int:  # fmt: skip
    """Print the passages that match QUERY, best first.

    "-" reads the query from standard input.
    """
    from bot.cli import batches
    from bot.json_text import json_line
    from bot.output import write
    from bot.rendering.text import hits_json, hits_plain

    if batch:
        return batches.search(prepared_app(app()), batch, articles, jobs=jobs, limit=limit)
    words = question_words(query)
    hits = prepared_app(app()).assistant.search(words, limit=limit, articles=articles)
    write(json_line(hits_json("", hits)) if as_json else hits_plain(hits, explain=explain))
    return 0

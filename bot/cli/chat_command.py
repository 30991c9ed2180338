"""The command `chat`."""

from typing import TYPE_CHECKING

import click

from bot.cli.options import app, article_options, general_options, prepared_app, quiet

if TYPE_CHECKING:
    from retrieval.search.article_filter import ArticleFilter


@click.command()
@click.option(
    "--mode", type=click.Choice(["auto", "extractive", "model"]), default="auto",
    help="extractive: quoted sentences; model: a language model writes; auto: what is set up.",
)  # fmt: skip
@click.option(
    "--limit", type=click.IntRange(1, 20), default=5, metavar="N", help="At most N statements."
)
@click.option("--resume", is_flag=True, help="Go on with the last conversation.")
@article_options
@general_options
def chat(mode: str, limit: int, resume: bool, articles: "ArticleFilter") -> int:
    """Ask in a conversation.

    .help lists its commands. From a pipe, each line is a question.
    """
    from bot.ask_options import AskOptions
    from bot.chat.chat_loop import run

    options = AskOptions(limit=limit, mode=mode, articles=articles)
    return run(prepared_app(app()), options, resumed=resume, quiet=quiet())

"""The command `chat`."""

import click

from bot.cli.options import app, general_options, prepared_app, quiet


@click.command()
@click.option(
    "--mode", type=click.Choice(["auto", "extractive", "model"]), default="auto",
    help="extractive: quoted sentences; model: a language model writes; auto: what is set up.",
)  # fmt: skip
@click.option(
    "--limit", type=click.IntRange(1, 20), default=5, metavar="N", help="At most N statements."
)
@click.option("--resume", is_flag=True, help="Go on with the last conversation.")
@general_options
def chat(mode: str, limit: int, resume: bool) -> int:
    """Ask in a conversation.

    .help lists its commands. From a pipe, each line is a question.
    """
    from bot.chat.chat_loop import run

    return run(prepared_app(app()), mode=mode, limit=limit, resumed=resume, quiet=quiet())

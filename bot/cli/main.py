"""The command line: `majlis COMMAND`. Nothing heavy is imported before a command needs it."""

import click

from bot.cli import (
    ask_command,
    chat_command,
    check_command,
    corpus_command,
    eval_command,
    log_command,
)
from bot.cli.options import (
    app,
    general_options,
    prepared_app,
)
from bot.output import write


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@general_options
def cli() -> None:
    """Ask questions about a corpus of articles; every answer shows the exact words it rests on."""


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

    write(f"majlis {installed('majlis')}")
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
    write(kind(cli, {}, "majlis", "_MAJLIS_COMPLETE").source())
    return 0


for command in (
    *(ask_command.ask, ask_command.search, check_command.check, chat_command.chat),
    *(corpus_command.add, corpus_command.sync, corpus_command.remove, corpus_command.list_articles),
    *(corpus_command.show, corpus_command.rebuild, corpus_command.doctor),
    *(log_command.log, log_command.verify, log_command.forget, eval_command.evaluation),
):
    cli.add_command(command)


def main() -> None:
    """Run a command and leave with its exit code: 0, 1 expected error, 2 usage, 3 abstained."""
    from bot.cli.exits import leave

    leave(cli)

"""Run a chat: in a terminal, or line by line from a pipe."""

import sys
import threading
from collections.abc import Callable
from contextlib import suppress

from bot.app import App
from bot.ask_options import AskOptions
from bot.chat.ask_and_show import ask
from bot.chat.dot_commands import is_command, run_command
from bot.chat.prompt import line_reader, without_echo
from bot.chat.session import Session
from bot.rendering.terminal import Screen
from bot.rendering.text import shortened
from prompts import say
from retrieval.errors import ExpectedError

_MAX_WARM_S = 5.0  # that somebody who leaves at once waits


def run(app: App, options: AskOptions, *, resumed: bool, quiet: bool) -> int:
    """Chat until the person leaves or the input ends; of `options` its limit, mode and articles."""
    interactive = sys.stdin.isatty() and sys.stdout.isatty()
    session = Session(
        app, Screen(plain=not interactive), options.mode, options.limit, options.articles
    )
    exists = session.resume() if resumed else False
    if not interactive:
        converse(session, _read_pipe)
        return 0
    if not quiet:
        greet(session)
    if resumed:
        _show_resumed(session, exists=exists)
    warming = threading.Thread(target=_warm, args=(app,), name="warm", daemon=True)
    warming.start()
    with without_echo():
        converse(session, line_reader(session))
    warming.join(_MAX_WARM_S)  # it reads files that the caller closes
    return 0


def greet(session: Session) -> None:
    """Show how much can be asked about, and how to leave."""
    passages = session.app.home.catalog.count_passages()
    greeting = say("chat-greeting", articles=len(session.entries), passages=passages)
    session.screen.parts(("majlis", "bold"), (f"  {greeting}", "dim"))
    session.screen.parts()


def converse(session: Session, read: Callable[[], str]) -> None:
    """Answer line after line; an ExpectedError is shown, and the chat goes on.

    `read` raises KeyboardInterrupt for a person who seems to want to leave, EOFError at the end.
    """
    apart = not session.screen.plain
    while True:
        try:
            line = read()
            if not line.strip():
                continue
            if apart:
                session.screen.parts()
            apart = _handle(session, line)
        except KeyboardInterrupt:
            if session.screen.plain:
                raise
            session.screen.parts((say("chat-leave"), "yellow"))
        except EOFError:
            return
        if not session.screen.plain:
            session.screen.parts()


def _handle(session: Session, line: str) -> bool:
    """Answer a line or run its command; return whether an empty line goes before the next."""
    try:
        (run_command if is_command(line) else ask)(session, line)
    except ExpectedError as error:
        session.screen.error(error.message, error.hint)
        return not session.screen.plain
    return True


def _read_pipe() -> str:
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line


def _show_resumed(session: Session, *, exists: bool) -> None:
    """Show the last question of the conversation that goes on."""
    if exists:
        question = shortened(session.conversation.turns[-1].question)
        session.screen.parts((f"{say('chat-going-on')} ", "yellow"), (question, ""))
    else:
        session.screen.parts((say("chat-nothing-to-go-on"), "yellow"))
    session.screen.parts()


def _warm(app: App) -> None:
    """Load what the first answer would wait for; what fails here fails again when it is used."""
    with suppress(ExpectedError):
        app.assistant.search("ready", limit=1)
    with suppress(ExpectedError):
        app.warm()

"""Run a chat: in a terminal, or line by line from a pipe."""

import sys
import threading
from collections.abc import Callable
from contextlib import suppress

from bot.app import App
from bot.chat.ask_and_show import ask
from bot.chat.dot_commands import is_command, obey
from bot.chat.prompt import reader, unechoed
from bot.chat.session import Session
from bot.rendering.terminal import Screen
from bot.rendering.text import shortened
from retrieval.errors import ExpectedError

_LEAVE = "Leave with Ctrl-D or .quit."
_WARM_S = 5.0  # that somebody who leaves at once waits at most


def run(app: App, *, mode: str, limit: int, resumed: bool, quiet: bool) -> int:
    """Chat until the person leaves or the input ends."""
    person = sys.stdin.isatty() and sys.stdout.isatty()
    session = Session(app, Screen(plain=not person), mode, limit)
    before = session.go_on() if resumed else False
    if not person:
        converse(session, _piped)
        return 0
    if not quiet:
        greet(session)
    if resumed:
        _resumed(session, before)
    warming = threading.Thread(target=_warm, args=(app,), name="warm", daemon=True)
    warming.start()
    with unechoed():
        converse(session, reader(session))
    warming.join(_WARM_S)  # what it reads is closed behind us
    return 0


def greet(session: Session) -> None:
    """Say what can be asked, and how to leave."""
    count, passages = len(session.entries), session.app.home.catalog.count_passages()
    articles = "1 article" if count == 1 else f"{count:,} articles"
    session.screen.parts(
        ("majlis", "bold"),
        (f"  {articles}, {passages:,} passages. .help lists the commands, Ctrl-D leaves.", "dim"),
    )
    session.screen.parts()


def converse(session: Session, read: Callable[[], str]) -> None:
    """Answer line after line; what a person can mend is said, and the chat goes on.

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
            apart = _answered(session, line)
        except KeyboardInterrupt:
            if session.screen.plain:
                raise
            session.screen.parts((_LEAVE, "yellow"))
        except EOFError:
            return
        if not session.screen.plain:
            session.screen.parts()


def _answered(session: Session, line: str) -> bool:
    """Answer or obey a line; gives whether an empty line is to come before what is next."""
    try:
        (obey if is_command(line) else ask)(session, line)
    except ExpectedError as error:
        session.screen.error(error.message, error.hint)
        return not session.screen.plain
    return True


def _piped() -> str:
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line


def _resumed(session: Session, before: bool) -> None:
    """Say where the conversation stands."""
    if before:
        question = shortened(session.conversation.turns[-1].question)
        session.screen.parts(("Going on after: ", "yellow"), (question, ""))
    else:
        session.screen.parts(("No earlier conversation is kept; this is a new one.", "yellow"))
    session.screen.parts()


def _warm(app: App) -> None:
    """Load what the first answer would wait for; what is wrong is said when it is needed."""
    with suppress(ExpectedError):
        app.assistant.search("ready", limit=1)
    with suppress(ExpectedError):
        app.warm()

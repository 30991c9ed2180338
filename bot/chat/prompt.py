"""The line that a person types in a chat. The only module that knows prompt_toolkit."""

from __future__ import annotations

import os
import sys
import time
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from prompt_toolkit import PromptSession
from prompt_toolkit.application import get_app
from prompt_toolkit.completion import Completer, Completion
from prompt_toolkit.enums import DEFAULT_BUFFER
from prompt_toolkit.filters import has_focus, is_searching
from prompt_toolkit.history import FileHistory, InMemoryHistory
from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.layout.processors import Processor, Transformation
from prompt_toolkit.styles import Style
from prompt_toolkit.utils import is_dumb_terminal

from bot.answer_log.typed_history import forget_lines, history_file
from bot.chat.completions import completions
from bot.output import strip_control_characters
from retrieval.errors import ExpectedError
from retrieval.index.clock_readings import confirmed_time

if sys.platform != "win32":
    import termios

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from prompt_toolkit.completion import CompleteEvent
    from prompt_toolkit.document import Document
    from prompt_toolkit.history import History
    from prompt_toolkit.key_binding import KeyPressEvent
    from prompt_toolkit.layout.processors import TransformationInput

    from bot.chat.session import Session
    from retrieval.index.home_folder import Home

PROMPT = "> "
_STYLE = Style.from_dict({"prompt": "bold ansicyan"})


def line_reader(session: Session) -> Callable[[], str]:
    """Return a function that reads the next line.

    It raises KeyboardInterrupt for Ctrl-C on an empty line, and EOFError for Ctrl-D there.
    """
    if is_dumb_terminal():
        return lambda: input(PROMPT)
    history: History = InMemoryHistory()
    if session.app.settings.log:
        history = _TypedHistory(session.app.home, session.app.settings.log_days)
    prompt: PromptSession[str] = PromptSession(
        history=history,
        completer=TabCompleter(session),
        input_processors=[_Stripped()],
        complete_while_typing=False,
        key_bindings=_keys(),
        multiline=True,
        prompt_continuation=" " * len(PROMPT),
        style=_STYLE,
    )
    return lambda: prompt.prompt([("class:prompt", PROMPT)])


@contextmanager
def without_echo() -> Iterator[None]:
    """Keep what is typed during an answer unseen; it waits for the next prompt."""
    if sys.platform == "win32" or is_dumb_terminal():
        yield
        return
    before = termios.tcgetattr(sys.stdin)
    quiet = termios.tcgetattr(sys.stdin)
    quiet[3] &= ~(termios.ECHO | termios.ICANON)
    termios.tcsetattr(sys.stdin, termios.TCSANOW, quiet)
    try:
        yield
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSANOW, before)


def _keys() -> KeyBindings:
    """Return the keys: Enter sends, Esc-Enter begins a line, Ctrl-C empties the line or leaves."""
    keys = KeyBindings()
    typing = has_focus(DEFAULT_BUFFER) & ~is_searching

    @keys.add("enter", filter=typing)
    def send(event: KeyPressEvent) -> None:
        if event.current_buffer.text.strip():
            event.current_buffer.validate_and_handle()

    @keys.add("escape", "enter", filter=typing)
    def begin_a_line(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text("\n")

    @keys.add("c-c", filter=typing)
    def interrupt(event: KeyPressEvent) -> None:
        if event.current_buffer.text:
            event.current_buffer.reset()
        else:
            get_app().exit(exception=KeyboardInterrupt)

    return keys


class _TypedHistory(FileHistory):
    """The lines typed in earlier chats; if the file cannot be read or written, there are none."""

    def __init__(self, home: Home, days: int | None) -> None:
        """Open the file, and remove lines older than `days` if that is given."""
        path = history_file(home)
        super().__init__(path)
        with suppress(OSError, ExpectedError):
            os.close(os.open(path, os.O_CREAT | os.O_APPEND, 0o600))
            if days is not None and (now := confirmed_time(home.path, time.time())):
                forget_lines(path, before=datetime.fromtimestamp(now, UTC) - timedelta(days=days))

    def load_history_strings(self) -> Iterable[str]:
        """Return the lines, newest first."""
        try:
            return list(super().load_history_strings())
        except OSError:
            return []

    def store_string(self, string: str) -> None:
        """Add a line."""
        with suppress(OSError):
            super().store_string(string)


class _Stripped(Processor):
    """Shows the line that is typed, completed or recalled without what could steer a terminal."""

    def apply_transformation(self, transformation_input: TransformationInput) -> Transformation:
        """Return the line, each character in its place."""
        return Transformation(
            [
                (style, strip_control_characters(text))
                for style, text, *_ in transformation_input.fragments
            ]
        )


class TabCompleter(Completer):
    """What the Tab key completes."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get_completions(self, document: Document, event: CompleteEvent) -> Iterator[Completion]:
        """Yield the completions of the text before the cursor."""
        before = document.text_before_cursor
        for text, replaced, description in completions(before, lambda: self._session.entries):
            meta = strip_control_characters(description)
            shown = strip_control_characters(text)
            yield Completion(text, -replaced, display=shown, display_meta=meta)

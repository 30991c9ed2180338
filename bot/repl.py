"""A Python prompt with majlis at hand. The only module that knows IPython."""

import builtins
import code
import sys
from pprint import pformat
from types import TracebackType
from typing import Any

from bot.answers import Answer
from bot.api import Majlis
from bot.app import App
from bot.output import strip_control_characters, write
from bot.rendering import terminal
from retrieval.errors import ExpectedError

GREETING = (
    'majlis: ask("How …?"), search("…"), articles(); talk = conversation(); talk.ask("And …?").\n'
    "An answer is an object: answer.citations[0].quote.text. Leave with Ctrl-D."
)


def run(app: App) -> int:
    """Read, evaluate and print until the input ends."""
    majlis = Majlis.from_app(app)
    names = {
        "majlis": majlis, "ask": majlis.ask, "search": majlis.search,
        "articles": majlis.articles, "conversation": majlis.conversation,
    }  # fmt: skip
    if sys.stdin.isatty() and _has_ipython():
        _ipython(names)
        return 0
    return _plain(names)


class _Console(code.InteractiveConsole):
    """The standard prompt, which tells what a person can mend without a traceback."""

    def showtraceback(self) -> None:
        """Show what went wrong."""
        error = sys.exception()
        if isinstance(error, ExpectedError):
            _print_error(error)
        else:
            super().showtraceback()

    def write(self, data: str) -> None:
        """Write to standard error: a traceback, whose words may be an article's."""
        write(data, to_stderr=True, end="")


def _plain(names: dict[str, Any]) -> int:
    """Run the standard prompt, or, without one, the lines of a pipe; gives the exit code."""
    console = _Console(names)
    before, sys.displayhook = sys.displayhook, _display
    try:
        if sys.stdin.isatty():
            console.interact(banner=GREETING, exitmsg="")
            return 0
        for line in sys.stdin:
            console.push(line.rstrip("\n"))
        console.push("")  # ends a block that the last line stands in
    except SystemExit as left:
        return left.code if isinstance(left.code, int) else int(left.code is not None)
    finally:
        sys.displayhook = before
    return 0


def _display(value: object) -> None:
    """Show an answer as the terminal shows it, and a list of things one on a line."""
    if value is None:
        return
    if isinstance(value, Answer):
        terminal.show(value)
    else:
        write(pformat(value, width=100) if isinstance(value, list) else repr(value))
    builtins._ = value  # type: ignore[attr-defined]  # as the usual hook does


def _has_ipython() -> bool:
    try:
        import IPython  # noqa: F401 - only whether it is there
    except ImportError:
        return False
    return True


def _ipython(names: dict[str, Any]) -> None:
    from IPython.terminal.ipapp import TerminalIPythonApp
    from traitlets.config import Config

    config = Config()
    config.TerminalInteractiveShell.banner1 = f"{GREETING}\n"
    config.TerminalInteractiveShell.confirm_exit = False
    config.TerminalInteractiveShell.enable_tip = False
    application = TerminalIPythonApp.instance(config=config, user_ns=names)
    application.initialize(argv=[])  # type: ignore[no-untyped-call]  # IPython has no types
    shell = application.shell
    assert shell is not None and shell.display_formatter is not None
    shell.display_formatter.ipython_display_formatter.for_type(Answer, _show_on_new_line)
    shell.set_custom_exc((Exception,), _show_error)
    application.start()  # type: ignore[no-untyped-call]  # IPython has no types


def _show_on_new_line(answer: Answer) -> None:
    """Show an answer below the line on which IPython numbers it."""
    write("")
    terminal.show(answer)


def _show_error(
    shell: Any,
    kind: type[BaseException],
    error: BaseException,
    trace: TracebackType,
    tb_offset: int | None = None,
) -> None:
    """Show what went wrong; a person can mend what an ExpectedError tells without a traceback."""
    if isinstance(error, ExpectedError):
        _print_error(error)
        return
    error.args = tuple(
        strip_control_characters(each) if isinstance(each, str) else each for each in error.args
    )
    shell.showtraceback((kind, error, trace), tb_offset=tb_offset)


def _print_error(error: ExpectedError) -> None:
    write(f"error: {error.message}", to_stderr=True)
    if error.hint:
        write(f"hint: {error.hint}", to_stderr=True)

"""How a command ends: its exit code, and one clear sentence when something was wrong."""

import atexit
import errno
import os
import sys
import threading
import traceback
from contextlib import suppress
from io import StringIO, TextIOWrapper
from types import TracebackType
from typing import NoReturn

import click

from bot.logging_setup import warn_without_secrets
from bot.output import write
from retrieval.errors import ExpectedError
from retrieval.redaction import redact

_NOBODY_READS = errno.EINVAL if os.name == "nt" else errno.EPIPE
_FULL = (errno.ENOSPC, errno.EFBIG, errno.EIO)


def leave(command: click.Command) -> NoReturn:
    """Run a command and exit."""
    code = 1

    @atexit.register
    def stop() -> None:
        """Exit without tearing down the interpreter, which takes a tenth of a question's time."""
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):
                stream.flush()
        os._exit(code)

    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    sys.excepthook = _show
    threading.excepthook = lambda args: _show(args.exc_type, args.exc_value, args.exc_traceback)
    warn_without_secrets()
    try:
        code = _run(command)
        sys.stdout.flush()
    except OSError as error:
        if error.errno not in (_NOBODY_READS, *_FULL) or error.filename is not None:
            raise
        _hush()
        code = 0 if error.errno == _NOBODY_READS else 1
        if code:
            write(f"error: The output cannot be written: {error.strerror}.", to_stderr=True)
    sys.exit(code)


def _run(command: click.Command) -> int:
    try:
        return command.main(prog_name="majlis", standalone_mode=False) or 0
    except click.ClickException as error:
        shown = StringIO()  # what is wrong with the words that were typed, which it repeats
        error.show(shown)
        write(redact(shown.getvalue()), to_stderr=True, end="")
        return error.exit_code
    except ExpectedError as error:
        write(f"error: {error.message}", to_stderr=True)
        if error.hint:
            write(f"hint: {error.hint}", to_stderr=True)
        return 1
    except (click.Abort, KeyboardInterrupt):
        write("interrupted", to_stderr=True)
        return 130


def _show(
    kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
) -> None:
    """Print the traceback of an error that nobody foresaw; its words may be anybody's."""
    lines = traceback.format_exception(kind, error, trace)
    write(redact("".join(lines)), to_stderr=True, end="")


def _hush() -> None:
    """Keep Python from printing, when it ends, that it could not write to a closed pipe."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

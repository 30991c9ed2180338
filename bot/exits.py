"""How a command ends: its exit code, and one clear sentence when something was wrong."""

import contextlib
import os
import sys
from io import TextIOWrapper
from typing import NoReturn

import click

from retrieval.errors import ExpectedError


def leave(command: click.Command) -> NoReturn:
    """Run a command and exit."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        code = command.main(prog_name="majlis", standalone_mode=False) or 0
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except ExpectedError as error:
        click.echo(f"error: {error.message}", err=True)
        if error.hint:
            click.echo(f"hint: {error.hint}", err=True)
        code = 1
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        code = 130
    except BrokenPipeError:
        _hush()
        code = 0
    os_exit(code)


def os_exit(code: int) -> NoReturn:
    """Exit without waiting for what only the end of the process needs to tidy up."""
    with contextlib.suppress(BrokenPipeError):
        sys.stdout.flush()
    with contextlib.suppress(BrokenPipeError):
        sys.stderr.flush()
    sys.exit(code)


def _hush() -> None:
    """Keep Python from complaining that nobody reads."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

"""Locks between processes: one writer of a home at a time, and a mark of each add at work."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from filelock import FileLock, Timeout

from retrieval.errors import ExpectedError
from retrieval.index.private_files import make_file


@contextmanager
def writing(
    home: Path, *, wait: bool = True, on_wait: Callable[[str], None] = lambda _: None
) -> Iterator[None]:
    """Hold the writer's lock of a home during the block.

    If another process has it, `on_wait` is called once with a sentence about that process, or
    ExpectedError is raised without `wait`. Raises it too when the home cannot be written.
    """
    lock, holder = _file_lock(home / "writer.lock"), home / "writer.pid"
    try:
        _acquire(lock, home, holder, wait=wait, on_wait=on_wait)
    except OSError as error:
        raise unwritable(home, error) from error
    try:
        try:
            make_file(holder)
            holder.write_text(str(os.getpid()), encoding="ascii")
        except OSError as error:
            raise unwritable(home, error) from error
        yield
    finally:
        with suppress(OSError):
            holder.unlink()
        lock.release()


@contextmanager
def adding(home: Path) -> Iterator[None]:
    """Show during the block that an add is at work, also while another process writes.

    Raises ExpectedError when the home cannot be written.
    """
    path = home / f"adding-{uuid4().hex}.lock"
    lock = _file_lock(path)
    try:
        lock.acquire()
    except OSError as error:
        raise unwritable(home, error) from error
    try:
        yield
    finally:
        lock.release()
        with suppress(OSError):
            path.unlink()


def is_adding(home: Path) -> bool:
    """Return whether an add is at work; what a killed one left is deleted."""
    for path in home.glob("adding-*.lock"):
        lock = _file_lock(path)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            return True
        except OSError:  # nobody can add to a home that cannot be written
            continue
        lock.release()
        with suppress(OSError):
            path.unlink()
    return False


def unwritable(home: Path, error: OSError) -> ExpectedError:
    """Return the error for a home that cannot be written."""
    return ExpectedError(
        f"The home {str(home)!r} cannot be written: {error.strerror or error}.",
        hint="Mend its permissions or free some space, or choose another one with --home DIR.",
    )


def _file_lock(path: Path) -> FileLock:
    make_file(path)
    return FileLock(path, thread_local=False)


def _acquire(
    lock: FileLock, home: Path, holder: Path, *, wait: bool, on_wait: Callable[[str], None]
) -> None:
    try:
        lock.acquire(timeout=0)
    except Timeout:
        who = f"The process {_pid_text(holder)} is writing to {str(home)!r}."
        if not wait:
            hint = "Try again when it is done, or leave out --no-wait."
            raise ExpectedError(who, hint=hint) from None
        on_wait(f"{who} Waiting for it to finish …")
        lock.acquire()


def _pid_text(holder: Path) -> str:
    try:
        return holder.read_text(encoding="ascii").strip() or "of an unknown number"
    except (OSError, ValueError):
        return "of an unknown number"


@contextmanager
def alone(path: Path, who: str) -> Iterator[None]:
    """Hold a lock that only one process may have; raises ExpectedError if another has it.

    `who` names the program in the message, such as "A Telegram bot".
    """
    lock = _file_lock(path)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        hint = "Stop it first, or give this one a home of its own with --home DIR."
        raise ExpectedError(f"{who} runs on the home {str(path.parent)!r}.", hint=hint) from None
    except OSError as error:
        raise unwritable(path.parent, error) from error
    try:
        yield
    finally:
        lock.release()

"""Who may read a home: only its owner, unless it is shared; and whether it is still there.

A file is made private where its folder is, so that the folder alone says which homes are shared.
The umask of the process is never changed, since others may use it as well.
"""

import os
import stat
from contextlib import suppress
from pathlib import Path

_OTHERS = 0o077
# What majlis makes in a home. Another file may belong to somebody else, and so may its folder.
_OWN = (
    "catalog.*", "log.*", "budget.*", "telegram.*", "telegram", "tokens-*", "index", "writer.*",
    "clock.json*", "chat_history*", "originals", "model-limits.json*", "adding-*",
)  # fmt: skip


def make_folder(path: Path, *, shared: bool = False) -> None:
    """Make a folder that only its owner may enter, if there is none; the umask decides if shared.

    Raises OSError.
    """
    path.mkdir(0o777 if shared else 0o700, parents=True, exist_ok=True)


def file_mode(folder: Path) -> int:
    """Return the mode with which a file is made in a folder, before the umask."""
    try:
        return 0o666 if _is_open(folder.stat().st_mode) else 0o600
    except OSError:
        return 0o600


def make_file(path: Path, mode: int | None = None) -> None:
    """Make an empty file if there is none; whoever uses the path says what is wrong with it."""
    with suppress(OSError):
        mode = file_mode(path.parent) if mode is None else mode
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode))


def write_whole(path: Path, content: bytes, mode: int | None = None) -> None:
    """Write a file in place of an earlier one, whole or not at all; raises OSError."""
    new = path.with_name(f"{path.name}.new")
    try:
        make_file(new, mode)
        new.write_bytes(content)
        new.replace(path)
    except OSError:
        with suppress(OSError):
            new.unlink()
        raise


def protect(home: Path) -> None:
    """Let only the owner read a home: what majlis made in it, and the folder.

    The folder comes last, so that what was cut short is done again; it stays as it is if it holds
    anything else, or is of somebody else.
    """
    if os.name != "posix":
        return
    with suppress(OSError):
        own = {path for pattern in _OWN for path in home.glob(pattern)}
        for path in own:
            _close_all(path)
        status = home.stat()
        is_ours = status.st_uid == os.geteuid() and not status.st_mode & stat.S_ISVTX
        if is_ours and own.issuperset(home.iterdir()):
            _close(home)


def is_protected(home: Path) -> bool:
    """Return whether only the owner may enter a home, so that nothing in it needs a look."""
    with suppress(OSError):
        return os.name != "posix" or not _is_open(home.stat().st_mode)
    return True


def _close_all(path: Path) -> None:
    for folder, folders, files in os.walk(path, topdown=False):
        for name in (*files, *folders):
            _close(Path(folder, name))
    _close(path)


def _close(path: Path) -> None:
    """Take from a file or folder what others may do with it."""
    with suppress(OSError):  # it has gone, or is of somebody else
        mode = path.lstat().st_mode
        if not stat.S_ISLNK(mode) and _is_open(mode):
            path.chmod(stat.S_IMODE(mode) & ~_OTHERS)


def _is_open(mode: int) -> bool:
    return bool(mode & _OTHERS)


class Presence:
    """Whether a file or a folder is still the one that was opened."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._identity = self._look()

    def problem(self) -> str:
        """Return what became of it, "" if nothing did."""
        identity = self._look()
        if identity == self._identity:
            return ""
        return "was replaced by another" if identity else "is not there any more"

    def _look(self) -> tuple[int, int] | None:
        try:
            status = self._path.stat()
        except OSError:
            return None
        return status.st_dev, status.st_ino

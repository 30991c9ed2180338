"""Paths of files that may be missing, forbidden, broken links, or named by no valid text."""

from pathlib import Path


def resolved(path: str) -> Path:
    """Return a path without links; one that leads to itself stays as it is."""
    try:
        return Path(path).resolve()
    except (OSError, RuntimeError):  # a link that leads to itself
        return Path(path).absolute()


def exists(path: Path) -> bool:
    """Return whether there is a file or folder that may be looked at."""
    try:
        return path.exists()
    except OSError:
        return False


def is_text(name: str) -> bool:
    """Return whether a file's name is valid text; on Linux it may be any bytes."""
    return not any("\ud800" <= character <= "\udfff" for character in name)

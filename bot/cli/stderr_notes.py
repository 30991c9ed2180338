"""Notes and progress on standard error, beside the answer."""

import sys

from bot.output import write
from retrieval.ingest.progress import Progress


def note(text: str, *, quiet: bool) -> None:
    """Print a note, unless the person wants none."""
    if not quiet:
        write(text, to_stderr=True)


def progress(quiet: bool, doing: str = "indexing") -> Progress:
    """Return a progress bar in a terminal, and one that shows nothing elsewhere."""
    if quiet or not sys.stderr.isatty():
        return Progress()
    from bot.cli.progress_bar import Bar

    return Bar(doing)

"""Write a picture of the page of a PDF on which a quote stands."""

from pathlib import Path

from bot.cli.corpus_output import document_and_span
from bot.cli.stderr_notes import note
from retrieval.errors import ExpectedError
from retrieval.formats.extracted import UnreadableError
from retrieval.index.home_folder import Home
from retrieval.ingest.page_picture import page_picture
from retrieval.passages import Span


def write_image(home: Home, name: str, path: str, *, quiet: bool) -> int:
    """Write the page that DOC:START-END names to a PNG file; raises ExpectedError."""
    document, start, end = document_and_span(home.catalog, name)
    marked = Span(start, start if name == document.id else end)
    try:
        picture = page_picture(home.originals, document, marked)
    except UnreadableError as error:
        raise ExpectedError(
            f"There is no picture of {document.id!r}: {error}.",
            hint="Without --image, its words are shown.",
        ) from error
    try:
        Path(path).write_bytes(picture)
    except OSError as error:
        raise ExpectedError(
            f"{path!r} cannot be written: {error.strerror}.", hint="Name another file."
        ) from error
    page = document.pages.number_at(start)
    note(f"Page {page} of {document.id} is in {path}.", quiet=quiet)
    return 0

"""Take in an article that is piped to majlis."""

from pathlib import PurePath

from retrieval.formats.extracted import UnreadableError
from retrieval.formats.recognize import Format, recognize
from retrieval.ingest.intake import Intake, Outcome
from retrieval.ingest.progress import SILENT
from retrieval.ingest.read import read_content
from retrieval.ingest.read_document import RefusedFile
from retrieval.ingest.writer import Writer
from retrieval.passages import digest

ROOT = "stdin:"  # begins the name of the root of such an article, which `sync` leaves alone
_STDIN = "standard input"
_SUFFIXES = {
    Format.TEXT: ".txt", Format.HTML: ".html", Format.PDF: ".pdf", Format.DOCX: ".docx",
    Format.EPUB: ".epub",
}  # fmt: skip


def add_piped(
    writer: Writer, content: bytes, *, name: str = "", encoding: str = ""
) -> list[Outcome]:
    """Add the bytes of one article under a name, or else under one made of their hash."""
    intake = Intake(writer, SILENT)
    try:
        kind = recognize(content, name)
        if kind is Format.JSON_LINES:
            raise UnreadableError("JSON lines are added from a file; save them as .jsonl")
    except UnreadableError as error:
        intake.refuse(name or _STDIN, str(error))
        return intake.outcomes
    own_id = PurePath(name).name or f"stdin-{digest(content.hex())[:8]}{_SUFFIXES[kind]}"
    root = ROOT + own_id
    holder = writer.catalog.entry(own_id)
    if holder and holder.root != root:
        intake.refuse(own_id, f"the id belongs to {holder.source}; choose another one with --name")
        return intake.outcomes
    ocr = writer.reading.ocr
    item = read_content(content, id=own_id, source=root, name=own_id, encoding=encoding, ocr=ocr)
    if isinstance(item, RefusedFile):
        intake.refuse(own_id, item.reason)
        return intake.outcomes
    writer.catalog.set_root(root, finished=True)
    writer.catalog.forget_removed(own_id)
    intake.add(item.document, root, note=item.note, original=item.original)
    intake.flush()
    return intake.outcomes

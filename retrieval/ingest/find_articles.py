"""Find the articles of a root, each with its id."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from retrieval.ingest.intake import Intake
from retrieval.ingest.paths import exists, is_text
from retrieval.ingest.read import read
from retrieval.ingest.read_document import ReadDocument, RefusedFile
from retrieval.ingest.walk import SkippedFile, walk
from retrieval.passages import Document


def find_articles(
    intake: Intake, folder: Path
) -> Iterator[ReadDocument | RefusedFile | SkippedFile]:
    """Yield the articles of a folder or file, and what is no article or must not be one."""
    walked = walk(folder)
    yield from walked.skipped
    encodings = intake.catalog.encodings()
    for path in walked.files:
        if not is_text(str(path)):
            yield RefusedFile(str(path), "its name is not valid text; give it another one")
            continue
        encoding = _encoding(path, encodings)
        ocr, earlier = intake.writer.reading.ocr, intake.catalog.extracted
        for item in read(path, id="", encoding=encoding, ocr=ocr, earlier=earlier):
            if isinstance(item, RefusedFile):
                yield item
            elif not item.document.id:
                document = replace(item.document, id=_id(intake, path, folder))
                yield replace(item, document=document)
            elif _is_text_file(owner := _foreign(intake, item.document)):
                yield RefusedFile(f"{path} ({item.document.id})", f"the id belongs to {owner}")
            else:
                yield item


def is_taken(intake: Intake, document: Document) -> bool:
    """Return whether another file has the id of a document, and still exists."""
    return _foreign(intake, document) != ""


def _encoding(path: Path, encodings: dict[str, str]) -> str:
    """Return the encoding that was named for a file, or for the nearest folder that was added."""
    if not any(encodings.values()):
        return ""
    places = (str(place) for place in (path, *path.parents))
    return next((encodings[place] for place in places if place in encodings), "")


def _foreign(intake: Intake, document: Document) -> str:
    """Return the other file with the id of a document if that file still exists, else ""."""
    holder = intake.source_of_id(document.id)
    return holder if holder not in ("", document.source) and exists(Path(holder)) else ""


def _is_text_file(source: str) -> bool:
    return source != "" and not source.lower().endswith(".jsonl")


def _id(intake: Intake, path: Path, folder: Path) -> str:
    """Return the id of a file: its path in the folder, with names of parents if that is taken.

    A file that is in the catalog keeps its id.
    """
    if known := intake.id_of_source(str(path)):
        return known
    base = folder if folder != path else path.parent
    name = path.relative_to(base).as_posix()
    for parent in (base, *base.parents):
        holder = intake.source_of_id(name)
        if not (holder and exists(Path(holder))):
            return name
        name = f"{parent.name}/{name}"
    return str(path)

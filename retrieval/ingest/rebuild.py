"""Rebuild everything that is made from the catalog, beside what is in use, and replace that."""

import shutil
from collections.abc import Callable, Sequence

import numpy as np

from retrieval.errors import ExpectedError, IndexDamagedError
from retrieval.index.fingerprint import probe, store_fingerprint
from retrieval.index.folder_seals import check_folder
from retrieval.index.home_folder import Home
from retrieval.index.lock import unwritable, writing
from retrieval.index.rows import StoredPassage
from retrieval.index.token_vectors import RECORD, Records, compress, fetch_records
from retrieval.ingest.prepare import encode, prepare
from retrieval.ingest.progress import SILENT, Progress
from retrieval.ingest.publish import publish
from retrieval.models.embedding_models import EmbeddingModels
from retrieval.passages import Span
from retrieval.text.boilerplate import repeatable_lines
from retrieval.text.cut_text import CutText
from retrieval.text.passage_text import passage_text

_CHUNK = 500


def rebuild(  # noqa: PLR0913 - what to do, and how to wait for one's turn
    home: Home,
    models: EmbeddingModels,
    *,
    embed: bool = False,
    progress: Progress = SILENT,
    wait: bool = True,
    on_wait: Callable[[str], None] = lambda _: None,
) -> int:
    """Rebuild Chroma, the keyword index and the token file; return the number of passages.

    With `embed` every article is cleaned, split and embedded again first. Readers go on with the
    former index until the new one is complete, and so they do after a kill.
    """
    with writing(home.path, wait=wait, on_wait=on_wait):
        home.sweep()
        home.catalog.unstage()
        former, was_damaged = home.index, _is_damaged(home)
        try:
            _embed_again(home, models, progress) if embed else _copy(home, models)
        except OSError as error:
            raise unwritable(home.path, error) from error
        if was_damaged:  # or else the doctor would find it again
            shutil.rmtree(former, ignore_errors=True)
        return home.catalog.count_passages()


def _is_damaged(home: Home) -> bool:
    """Return whether the index in use is not as it was written."""
    try:
        check_folder(home.index)
    except IndexDamagedError:
        return True
    return False


def _copy(home: Home, models: EmbeddingModels) -> None:
    """Build an index of the passages and vectors as they are; unused token records are dropped."""
    catalog, tokens = home.catalog, home.next_tokens
    mapped = _mapped(home)
    firsts: dict[int, int] = {}
    ids = catalog.all_ids()
    for first in range(0, len(ids), _CHUNK):
        stored = catalog.passages(ids[first : first + _CHUNK])
        records = [_records(home, models, mapped, each) for each in stored.values()]
        firsts |= zip(stored, tokens.append(records), strict=True)

    vector_ids = catalog.share_vectors()

    def take_over() -> None:
        catalog.move_tokens(firsts)
        catalog.set_vector_ids(vector_ids)
        catalog.set_setting("tokens", catalog.generation + 1)

    publish(home, ids, fresh=True, vector_ids=vector_ids, then=take_over)


def _mapped(home: Home) -> Records:
    """Return the token records, none where they are damaged: they are made again then."""
    try:
        home.tokens.check()
        return home.tokens.map()
    except IndexDamagedError:
        return np.zeros((0, RECORD), np.uint8)


def _records(
    home: Home, models: EmbeddingModels, mapped: Records, stored: StoredPassage
) -> Records:
    """Return the token records of a passage; lost ones are made again."""
    if stored.tokens.first + stored.tokens.count <= len(mapped):
        return fetch_records(mapped, [stored.tokens])
    document = home.catalog.document(stored.passage.document_id)
    assert document is not None
    encoding = models.local.encode([passage_text(document, stored.passage).text])[0]
    if len(encoding.tokens) != stored.tokens.count:
        raise ExpectedError(
            "The token vectors are lost, and this majlis reads its passages otherwise.",
            hint="Run `majlis rebuild --embed`; nothing else is lost.",
        )
    return compress(encoding.tokens)


def _embed_again(home: Home, models: EmbeddingModels, progress: Progress) -> None:
    """Build an index of passages that are made again, with the present rules and embedder."""
    catalog, tokens = home.catalog, home.next_tokens
    entries = catalog.entries("state != 'duplicate'")
    ids: list[int] = []
    marks: dict[str, list[tuple[Span, str]]] = {}
    progress.begin(sum(entry.characters for entry in entries))
    try:
        _store_repeated_lines(home, [entry.id for entry in entries])
        for document in filter(None, (catalog.document(entry.id) for entry in entries)):
            prepared = prepare(document, CutText(document.text, document.language), catalog)
            indexed = encode([prepared], models, tokens, done=progress.advance)
            ids += catalog.stage(indexed[0])
            marks[document.id] = [(mark.span, mark.rule) for mark in prepared.marks]
    finally:
        progress.end()
    vector = probe(models.embedder)

    def take_over() -> None:
        store_fingerprint(catalog, models.embedder.name, vector)
        catalog.swap(marks)
        catalog.set_setting("tokens", catalog.generation + 1)

    publish(home, ids, fresh=True, then=take_over)


def _store_repeated_lines(home: Home, ids: Sequence[str]) -> None:
    """Store the lines that may be boilerplate of all articles, before any is cleaned."""
    with home.catalog.changing():
        for each in ids:
            document = home.catalog.document(each)
            assert document is not None
            home.catalog.repeated_lines.put(each, repeatable_lines(CutText(document.text)))

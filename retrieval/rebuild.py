"""Make everything that is derived anew beside the old, and swap it in at once."""

from collections.abc import Callable, Sequence

from retrieval.fingerprint import note_fingerprint, probe
from retrieval.home import Home, Indexes
from retrieval.ingest import SILENT, Progress
from retrieval.lock import unwritable, writing
from retrieval.passages import Span
from retrieval.prepare import Models, encode, prepare
from retrieval.tokens import fetch
from retrieval.writer import fill

_CHUNK = 500


def rebuild(
    home: Home,
    models: Models,
    *,
    embed: bool = False,
    progress: Progress = SILENT,
    wait: bool = True,
    on_wait: Callable[[str], None] = lambda _: None,
) -> int:
    """Make Chroma, the keyword index and the token file anew; gives the number of passages.

    With `embed` every article is cleaned, split and embedded again first. Until the swap, readers
    go on with what there was; a kill before it leaves that as it was.
    """
    with writing(home.path, wait=wait, on_wait=on_wait):
        home.sweep()
        home.catalog.unstage()
        try:
            _embed_again(home, models, progress) if embed else _copy(home)
        except OSError as error:
            raise unwritable(home.path, error) from error
        home.sweep()
        return home.catalog.count_passages()


def _copy(home: Home) -> None:
    """Keep passages and vectors as they are; token records that nothing uses are left behind."""
    catalog, mapped, tokens = home.catalog, home.tokens.map(), home.next_tokens()
    firsts: dict[int, int] = {}
    ids = catalog.all_ids()
    for first in range(0, len(ids), _CHUNK):
        stored = catalog.passages(ids[first : first + _CHUNK])
        records = [fetch(mapped, [each.place]) for each in stored.values()]
        firsts |= zip(stored, tokens.append(records), strict=True)
    _fill_next(home, ids)
    with catalog.changing():
        catalog.move_tokens(firsts)
        _take_over(home)


def _embed_again(home: Home, models: Models, progress: Progress) -> None:
    """Make the passages of every article anew, with today's rules and embedder."""
    catalog, tokens = home.catalog, home.next_tokens()
    entries = catalog.entries("state != 'duplicate'")
    ids: list[int] = []
    marks: dict[str, list[tuple[Span, str]]] = {}
    progress.begin(sum(entry.characters for entry in entries))
    try:
        for entry in entries:
            document = catalog.document(entry.id)
            assert document is not None
            prepared = prepare(document, catalog)
            indexed = encode([prepared], models, tokens, done=progress.advance)
            ids += catalog.stage(indexed[0])
            marks[entry.id] = [(mark.span, mark.rule) for mark in prepared.marks]
        _fill_next(home, ids)
    finally:
        progress.end()
    vector = probe(models.embedder)
    with catalog.changing():
        note_fingerprint(catalog, models.embedder.name, vector)
        catalog.swap(marks)
        _take_over(home)


def _fill_next(home: Home, ids: Sequence[int]) -> None:
    indexes = Indexes(home.next_index(), create=True)
    try:
        fill(indexes, home.catalog, ids)
    finally:
        indexes.close()


def _take_over(home: Home) -> None:
    home.catalog.note("index", home.next_index().name)
    home.catalog.finish()

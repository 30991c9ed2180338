"""Fill passages with the sentences of a document."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retrieval.passages import Passage, Sentence, Span

PASSAGE_CHARACTERS = 600


@dataclass(frozen=True, slots=True)
class UnitGroup:
    """Units that may share a passage; `start` may lie before the first (a table's header)."""

    start: int
    units: tuple[Sentence, ...]
    headings: tuple[str, ...]


def fill_passages(
    document_id: str, groups: Sequence[UnitGroup], barriers: Sequence[int]
) -> Iterator[Passage]:
    """Yield passages of about equal length; none reaches over a barrier (offsets, in order)."""
    for section in _sections(groups, barriers):
        yield from _passages(document_id, section)


def _sections(groups: Sequence[UnitGroup], barriers: Sequence[int]) -> Iterator[list[UnitGroup]]:
    """Put those together between which neither a heading nor a marked span lies.

    One with a marked span inside is cut there.
    """
    section: list[UnitGroup] = []
    for group in (part for whole in groups for part in _cut(whole, barriers)):
        if section and has_between(barriers, section[-1].units[-1].end, group.start):
            yield section
            section = []
        section.append(group)
    if section:
        yield section


def _cut(group: UnitGroup, barriers: Sequence[int]) -> Iterator[UnitGroup]:
    first, start = 0, group.start
    units = group.units
    for last in range(1, len(units) + 1):
        if last == len(units) or has_between(barriers, units[last - 1].end, units[last].start):
            yield UnitGroup(start, units[first:last], group.headings)
            first, start = last, units[last].start if last < len(units) else start


def has_between(barriers: Sequence[int], start: int, end: int) -> bool:
    """Return whether a barrier lies in `start` … `end`, both included; the barriers are sorted."""
    place = bisect_left(barriers, start)
    return place < len(barriers) and barriers[place] <= end


def _passages(document_id: str, section: Sequence[UnitGroup]) -> Iterator[Passage]:
    """Fill passages of about equal length, none longer than the limit unless a unit alone is.

    A question is not parted from the answer below it.
    """
    starts = {group.units[0].start: group.start for group in section}
    units = [unit for group in section for unit in group.units]
    length = units[-1].end - section[0].start
    target = length / max(1, -(-length // PASSAGE_CHARACTERS))
    group: list[Sentence] = []
    for unit in units:
        if group:
            first = starts.get(group[0].start, group[0].start)
            grown = unit.end - first
            middle = (group[-1].end + unit.end) / 2 - first
            answers = Span(group[-1].start, group[-1].end) in unit.context
            if grown > PASSAGE_CHARACTERS or (middle > target and not answers):
                yield _passage(document_id, group, starts, section[0].headings)
                group = []
        group.append(unit)
    yield _passage(document_id, group, starts, section[0].headings)


def _passage(
    document_id: str, group: list[Sentence], starts: dict[int, int], headings: tuple[str, ...]
) -> Passage:
    start = starts.get(group[0].start, group[0].start)
    return Passage(document_id, start, group[-1].end, headings, tuple(group))

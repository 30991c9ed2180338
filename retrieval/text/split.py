"""Cut a document into passages and, inside them, sentences, list items and table rows.

Only spans are made; the text is cut once, at the end, by whoever shows it. The only module that
knows langchain-text-splitters, which proposes where a very long line without sentences may be cut.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from retrieval.passages import Document, Passage, Sentence, SentenceKind, Span
from retrieval.pause import give_way
from retrieval.text.blocks import Block, BlockKind
from retrieval.text.boilerplate import BoilerplateMark
from retrieval.text.cut_text import CutText
from retrieval.text.fill_passages import PASSAGE_CHARACTERS, UnitGroup, fill_passages, has_between
from retrieval.text.headings import PLAIN_LEVEL, plain_headings, says_something
from retrieval.text.markup import readable
from retrieval.text.name_lists import join_names
from retrieval.text.sentences import broken
from retrieval.text.tables import Table, is_spanned

if TYPE_CHECKING:
    from langchain_text_splitters import RecursiveCharacterTextSplitter

LONG_SENTENCE = 1_200
_MANY_TURNS = 10
_TURN_SHARE = 0.25  # of the blocks: with fewer, an article quotes a talk and goes on by itself
_QUESTION_MARKS = ("?", "؟", "？")
_COLONS = (":", "：")
_LONGEST_LEAD = 300  # characters of a question, a lead-in or an item that lends its words to others


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the parts of a document lie.

    Passages, headings and marks together hold every character but white space and the ">" before a
    quoted line, none twice.
    """

    headings: tuple[Span, ...]
    passages: tuple[Passage, ...]


def split(document: Document, cut: CutText, marks: Sequence[BoilerplateMark]) -> Layout:
    """Cut a document, whose text is `cut`; marked spans stay outside of every passage."""
    reader = _Splitter(document, cut, marks)
    groups = list(reader.groups())
    barriers = sorted([*reader.barriers, *(mark.span.start for mark in marks)])
    return Layout(tuple(reader.headings), tuple(fill_passages(document.id, groups, barriers)))


class _Splitter:
    """Goes through the blocks of a document; knows what each stands below."""

    def __init__(self, document: Document, cut: CutText, marks: Sequence[BoilerplateMark]) -> None:
        self.headings: list[Span] = []  # those that are in no passage
        self.barriers: list[int] = []  # where headings begin
        self._document = document
        self._cut = cut
        self._mark_starts = [mark.span.start for mark in marks]
        self._marked = {mark.span.start: mark.span.end for mark in marks}
        self._path: list[tuple[int, str]] = []
        self._lead_in: Span | None = None  # of the list that may follow
        self._question: Span | None = None  # that the next block may answer
        self._speaker: Span | None = None
        self._is_transcript = False  # where a paragraph without a name is the last speaker's
        self._items: list[tuple[int, Span]] = []  # those that a deeper item belongs to

    def groups(self) -> Iterator[UnitGroup]:
        """Yield the units of each block in order."""
        every = self._cut.blocks
        plain = plain_headings(self._document.text, every)
        turns = sum(block.label is not None for block in every)
        self._is_transcript = turns >= _MANY_TURNS or turns >= _TURN_SHARE * len(every)
        for number, block in enumerate(every):
            give_way()
            if self._marked.get(block.span.start, -1) >= block.span.end:
                continue
            if block.kind is BlockKind.HEADING or number in plain:
                units = self._heading(block)
            elif block.table:
                units = _rows(self._document.text, block.table)
            elif block.kind is BlockKind.ITEM:
                units = self._item(block)
            else:
                units = self._paragraph(block)
            if units:
                titles = tuple(title for _, title in self._path)
                yield UnitGroup(self._start(block, units[0]), units, titles)

    def _start(self, block: Block, first: Sentence) -> int:
        """Return where a block begins whose first sentences may be marked."""
        between = self._document.text[block.body : first.start]
        return first.start if between.strip() and not block.table else block.span.start

    def _heading(self, block: Block) -> tuple[Sentence, ...]:
        """Go below a heading; one that says something is a sentence as well."""
        text = self._document.text
        title = block.title or readable(block.span.of(text))
        level = block.level or PLAIN_LEVEL
        self._path = [step for step in self._path if step[0] < level] + [(level, title)]
        words = Span(block.body, block.body + len(block.title) if block.title else block.span.end)
        self._question = words if title.endswith(_QUESTION_MARKS) else None
        self._lead_in = self._speaker = None
        self._items = []
        self.barriers.append(block.span.start)
        if not says_something(title):
            self.headings.append(block.span)
            return ()
        if words.end < block.span.end:  # the signs behind its words
            self.headings.append(Span(words.end, block.span.end))
        return (Sentence(words.start, words.end, SentenceKind.HEADING),)

    def _paragraph(self, block: Block) -> tuple[Sentence, ...]:
        units = tuple(join_names(self._document.text, self._sentences(block)))
        question, self._question = self._question, self._question_of(block, units)
        if block.label:
            self._begin_turn(block.label)
        elif not self._is_transcript:
            self._speaker = None
        self._items = []
        last = units[-1] if units else None
        self._lead_in = _short(last) if last and self._ends(last, _COLONS) else None
        context = (question,) if question and not self._question else ()
        speaker = self._speaker
        if speaker is None:
            return tuple(replace(unit, context=unit.context or context) for unit in units)
        return tuple(
            replace(unit, context=unit.context or context)
            if unit.kind is SentenceKind.ITEM or unit.start == speaker.start
            else replace(unit, kind=SentenceKind.TURN, context=(speaker, *context))
            for unit in units
        )

    def _begin_turn(self, label: Span) -> None:
        """Let another one speak; a long speech shares no passage with what comes next."""
        if self._speaker and label.start - self._speaker.start > PASSAGE_CHARACTERS:
            self.barriers.append(label.start)
        self._speaker = label

    def _question_of(self, block: Block, units: tuple[Sentence, ...]) -> Span | None:
        """Return the question that a block is, to which the next one is the answer."""
        if not units or block.span.end - block.span.start > _LONGEST_LEAD:
            return None
        return _short(units[-1]) if self._ends(units[-1], _QUESTION_MARKS) else None

    def _item(self, block: Block) -> tuple[Sentence, ...]:
        """Make a list item one unit, or its sentences when it is long."""
        pieces = self._sentences(block)
        self._speaker = None
        self._items = [item for item in self._items if item[0] < block.indent]
        parents = tuple(span for _, span in self._items)
        above = self._lead_in or self._question
        kind = SentenceKind.SUBITEM if parents else SentenceKind.ITEM
        context = parents or ((above,) if above else ())
        if block.span.end - block.span.start <= _LONGEST_LEAD:
            self._items.append((block.indent, block.span))
        if not pieces:
            return ()
        short = pieces[-1].end - block.span.start <= PASSAGE_CHARACTERS
        if short and not has_between(self._mark_starts, block.span.start, block.span.end):
            lost = any(piece.broken for piece in pieces)
            return (Sentence(block.span.start, block.span.end, kind, context, lost),)
        return tuple(replace(piece, kind=kind, context=context) for piece in pieces)

    def _sentences(self, block: Block) -> tuple[Sentence, ...]:
        """Cut a block into its unmarked sentences, a very long one into pieces."""
        text = self._document.text
        return tuple(
            Sentence(piece.start, piece.end, broken=broken(readable(piece.of(text))))
            for span in self._cut.sentences(block)
            if span.start not in self._marked
            for piece in _pieces(text, span)
        )

    def _ends(self, unit: Sentence, signs: tuple[str, ...]) -> bool:
        return self._document.text[unit.start : unit.end].rstrip('*_ "”»').endswith(signs)


def _short(unit: Sentence) -> Span | None:
    return Span(unit.start, unit.end) if unit.end - unit.start <= _LONGEST_LEAD else None


def _pieces(text: str, span: Span) -> Iterator[Span]:
    """Cut a sentence of more than `LONG_SENTENCE` characters where langchain would."""
    if span.end - span.start <= LONG_SENTENCE:
        yield span
        return
    start = span.start
    for piece in _splitter().split_text(span.of(text)):
        end = start + len(piece)
        left = start + len(piece) - len(piece.lstrip())
        right = end - (len(piece) - len(piece.rstrip()))
        if left < right:
            yield Span(left, right)
        start = end
    if start != span.end:
        raise AssertionError("a splitter without overlap gives back its whole text")


@cache
def _splitter() -> "RecursiveCharacterTextSplitter":
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    return RecursiveCharacterTextSplitter(
        chunk_size=PASSAGE_CHARACTERS,
        chunk_overlap=0,
        strip_whitespace=False,
        keep_separator="end",
        separators=["; ", ", ", " ", ""],
    )


def _rows(text: str, table: Table) -> tuple[Sentence, ...]:
    """Make each row a unit; one without a first cell has the row above as context, too."""
    header = (table.header,) if table.header else ()
    units: list[Sentence] = []
    above: Span | None = None
    for row in table.rows:
        spanned = above is not None and bool(header) and is_spanned(row.of(text))
        context = (*header, above) if spanned and above else header
        units.append(Sentence(row.start, row.end, SentenceKind.ROW, context))
        above = above if spanned else row
    return tuple(units)

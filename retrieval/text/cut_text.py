"""A text with its blocks and their sentences, each found once for all who go through them."""

from functools import cached_property

from retrieval.passages import Span
from retrieval.text.blocks import Block, read_blocks
from retrieval.text.sentences import sentences


class CutText:
    """The blocks of a text, and the sentences of each."""

    def __init__(self, text: str, language: str = "en") -> None:
        self.text = text
        self._language = language
        self._sentences: dict[int, tuple[Span, ...]] = {}

    def __repr__(self) -> str:
        """Show the length."""
        return f"<CutText, {len(self.text):,} characters>"

    @cached_property
    def blocks(self) -> list[Block]:
        """The blocks in order."""
        return read_blocks(self.text)

    def sentences(self, block: Block) -> tuple[Span, ...]:
        """Return the sentences of a block in order."""
        if block.body not in self._sentences:
            spans = sentences(self.text, block.body, block.span.end, self._language)
            self._sentences[block.body] = tuple(spans)
        return self._sentences[block.body]

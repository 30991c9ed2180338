"""Cut passages of the lengths of the product's out of longer texts, at the ends of sentences."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from random import Random

from retrieval.passages import Span
from retrieval.text.sentences import sentences

# Positive and negative passages are as long as each other, else their length would tell.
GOALS = (250, 400, 600, 600, 600)  # characters that a passage may have, one at random
LONGEST = 900  # characters of a passage whose own sentences are longer than its goal


@dataclass(frozen=True, slots=True)
class SentenceText:
    """A text and its sentences in order."""

    text: str
    sentences: tuple[Span, ...]

    @classmethod
    def of(cls, text: str) -> "SentenceText":
        """Return a text whose sentences are found as the product finds them."""
        return cls(text, tuple(sentences(text, 0, len(text))))

    def numbers_of(self, span: Span) -> range:
        """Return the numbers of the sentences that share a character with a span."""
        numbers = [
            number
            for number, sentence in enumerate(self.sentences)
            if sentence.end > span.start and sentence.start < span.end
        ]
        return range(numbers[0], numbers[-1] + 1) if numbers else range(0)

    def window(self, numbers: range, random: Random) -> Span | None:
        """Return some sentences and others around them, up to a random length.

        None if there are none of them, or if they alone are longer than any passage.
        """
        if not numbers:
            return None
        first, last, goal = numbers[0], numbers[-1], random.choice(GOALS)
        while steps := self._steps(first, last):
            following = random.choice(steps)
            if self._length(*following) > goal:
                break
            first, last = following
        span = Span(self.sentences[first].start, self.sentences[last].end)
        return span if span.end - span.start <= LONGEST else None

    def any_window(self, random: Random) -> Span | None:
        """Return some sentences in a row, up to a random length."""
        count = len(self.sentences)
        start = random.randrange(count) if count else 0
        return self.window(range(start, min(start + 1, count)), random)

    def windows(self) -> Iterator[Span]:
        """Yield all sentences in as many passages as they fill."""
        first = 0
        for number in range(len(self.sentences)):
            if number > first and self._length(first, number) > max(GOALS):
                yield self._span(first, number - 1)
                first = number
        if self.sentences:
            yield self._span(first, len(self.sentences) - 1)

    def without(self, numbers: Collection[int]) -> "SentenceText":
        """Return the text of the other sentences, joined by spaces."""
        texts, spans, position = [], [], 0
        for number, sentence in enumerate(self.sentences):
            if number not in numbers:
                texts.append(sentence.of(self.text))
                spans.append(Span(position, position + len(texts[-1])))
                position = spans[-1].end + 1
        return SentenceText(" ".join(texts), tuple(spans))

    def _steps(self, first: int, last: int) -> list[tuple[int, int]]:
        before = [(first - 1, last)] if first > 0 else []
        return before + ([(first, last + 1)] if last + 1 < len(self.sentences) else [])

    def _length(self, first: int, last: int) -> int:
        return self.sentences[last].end - self.sentences[first].start

    def _span(self, first: int, last: int) -> Span:
        return Span(self.sentences[first].start, self.sentences[last].end)

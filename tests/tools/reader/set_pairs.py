"""Make training pairs from the questions of a public set, with negatives of every kind."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from retrieval.passages import Span
from tests.tools.reader.negatives import (
    exchange_name,
    holds_any,
    names_in,
    numbers_in,
    take_value_out,
    turn_round,
)
from tests.tools.reader.pairs import PairKind, TrainingPair
from tests.tools.reader.public_sets import SetArticle, SetParagraph, SetQuestion
from tests.tools.reader.sources import Source
from tests.tools.reader.windows import SentenceText
from tests.tools.reader.word_index import WordIndex
from tests.tools.reader.words import word_list
from tests.tools.reader.yes_or_no import yes_or_no

_SHORTEST = 60  # characters of a passage
_LONGEST_VALUE = 60  # characters of an answer that is taken out of its sentence
_NEAR = 8  # passages of an article that are looked at for a near one
_NEAR_CHOICE = 3


class ArticlePairs:
    """Makes the pairs of an article's questions, by the recipe of its set."""

    def __init__(self, source: Source, article: SetArticle, random: Random) -> None:
        self._source = source
        self._recipe = source.recipe
        self._article = article
        self._random = random
        self._texts = [_in_sentences(paragraph) for paragraph in article.paragraphs]
        self._windows = [
            (number, span) for number, text in enumerate(self._texts) for span in text.windows()
        ]
        self._index = WordIndex([span.of(self._texts[n].text) for n, span in self._windows])
        questions = [question.question for question in article.questions]
        self._names, self._numbers = names_in(questions), numbers_in(questions)

    def pairs(self, question: SetQuestion) -> Iterator[TrainingPair]:
        """Yield the pairs of a question."""
        title = self._title(question.paragraph)
        pair = TrainingPair(self._source.name, PairKind.NEAR, title, question.question.strip(), "")
        if not question.gold:
            yield from self._without_place(pair, question)
        elif answering := self._answering(pair, question):
            yield answering
            yield from self._changed(answering)
            yield from self._cut(pair, question)
        if self._chance(self._recipe.near) and question.answerable:
            yield from self._near(pair, question)

    def _title(self, paragraph: int) -> str:
        return self._article.paragraphs[paragraph].title if self._recipe.titled else ""

    def _chance(self, share: float) -> bool:
        return self._random.random() < share

    def _answering(self, pair: TrainingPair, question: SetQuestion) -> TrainingPair | None:
        """Return the pair whose passage is a window around the first gold."""
        text, gold = self._texts[question.paragraph], question.gold[0]
        window = text.window(text.numbers_of(gold), self._random)
        if window is None or not window.start <= gold.start < gold.end <= window.end:
            return None
        kind = PairKind.POSITIVE if self._recipe.exact else PairKind.SENTENCE
        span = gold.start - window.start, gold.end - window.start
        return replace(pair, kind=kind, passage=window.of(text.text), span=span)

    def _without_place(self, pair: TrainingPair, question: SetQuestion) -> Iterator[TrainingPair]:
        """Yield a window around the sentence with most words of the question, and of its answer."""
        text = self._texts[question.paragraph]
        index = WordIndex([sentence.of(text.text) for sentence in text.sentences])
        wanted = " ".join([question.question, *question.answers])
        for number in index.likest(wanted, 1):
            if window := text.window(range(number, number + 1), self._random):
                kind = PairKind.UNMARKED if question.answerable else PairKind.IMPOSSIBLE
                yield replace(pair, kind=kind, passage=window.of(text.text))

    def _near(self, pair: TrainingPair, question: SetQuestion) -> Iterator[TrainingPair]:
        """Yield a passage of the same article that is like the question and has no answer."""
        choices = [
            self._windows[number]
            for number in self._index.likest(question.question, _NEAR)
            if self._answers_nothing(question, *self._windows[number])
        ]
        if choices:
            number, span = self._random.choice(choices[:_NEAR_CHOICE])
            inside = SentenceText.of(span.of(self._texts[number].text))
            if window := inside.any_window(self._random):
                passage = window.of(inside.text)
                yield replace(pair, title=self._title(number), passage=passage)

    def _answers_nothing(self, question: SetQuestion, number: int, span: Span) -> bool:
        own = number == question.paragraph
        if own and not question.gold:
            return False
        beside = not own or all(g.end <= span.start or span.end <= g.start for g in question.gold)
        return beside and not holds_any(span.of(self._texts[number].text), question.answers)

    def _cut(self, pair: TrainingPair, question: SetQuestion) -> Iterator[TrainingPair]:
        """Yield the paragraph without the sentences that answer."""
        if not self._chance(self._recipe.cut):
            return
        text = self._texts[question.paragraph]
        rest = text.without({n for gold in question.gold for n in text.numbers_of(gold)})
        window = rest.any_window(self._random)
        passage = window.of(rest.text) if window else ""
        if len(passage) >= _SHORTEST and not holds_any(passage, question.answers):
            yield replace(pair, kind=PairKind.CUT, passage=passage)

    def _changed(self, pair: TrainingPair) -> Iterator[TrainingPair]:
        """Yield the passage without its value, and with a question that it does not answer."""
        assert pair.span is not None
        value = Span(*pair.span)
        answer = value.of(pair.passage)
        short = self._recipe.exact and len(answer) < _LONGEST_VALUE
        rest = take_value_out(pair.passage, value, self._random) if short else ""
        if holds_any(rest, [answer]) or len(rest) < _SHORTEST:
            rest = ""
        if rest and self._chance(self._recipe.gone):
            yield _negative(pair, PairKind.GONE, pair.question, rest)
        if short and self._chance(self._recipe.yes_or_no):
            yield from self._yes_or_no(pair, answer, rest)
        yield from self._false_premise(pair)

    def _yes_or_no(self, pair: TrainingPair, answer: str, rest: str) -> Iterator[TrainingPair]:
        if question := yes_or_no(pair.question, answer):
            yield replace(pair, question=question)
            other = yes_or_no(pair.question, self._random.choice(word_list("unlikely_values")))
            if rest and other and self._chance(0.5):
                yield _negative(pair, PairKind.GONE, other, rest)

    def _false_premise(self, pair: TrainingPair) -> Iterator[TrainingPair]:
        """Yield the passage with a question that says the contrary, or something of another."""
        turned = (
            turn_round(pair.question, self._random) if self._chance(self._recipe.antonym) else None
        )
        if turned:
            yield _negative(pair, PairKind.ANTONYM, turned, pair.passage)
        elif self._chance(self._recipe.swap):
            own = [name for name in names_in([pair.passage]) if len(name) > 1]
            names = own if self._chance(0.5) else self._names
            exchanged = exchange_name(
                pair.question,
                names or word_list("spare_names"),
                self._numbers or word_list("spare_numbers"),
                self._random,
            )
            if exchanged:
                yield _negative(pair, PairKind.SWAP, exchanged, pair.passage)


def _negative(pair: TrainingPair, kind: PairKind, question: str, passage: str) -> TrainingPair:
    return replace(pair, kind=kind, question=question, passage=passage, span=None)


def _in_sentences(paragraph: SetParagraph) -> SentenceText:
    if paragraph.sentences:
        return SentenceText(paragraph.text, paragraph.sentences)
    return SentenceText.of(paragraph.text)

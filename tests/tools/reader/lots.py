"""Make training pairs from written lots: articles, and questions with their gold quotes."""

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from retrieval.language.words import terms
from retrieval.passages import Span
from tests.tools.reader.lot_articles import (
    LotArticle,
    LotQuestion,
    ShownPassage,
    ShownSentence,
    read_article,
    read_questions,
)
from tests.tools.reader.negatives import take_out, take_value_out
from tests.tools.reader.pairs import PairKind, TrainingPair

log = logging.getLogger(__name__)

MAX_GROUP = 4  # passages of a question
_LONGEST_VALUE = 60  # characters of an answer that is taken out of its sentence
_SHORTEST_REST = 40  # characters of a passage from which something was taken


@dataclass(frozen=True, slots=True)
class GoldPassage:
    """A passage with gold in it: its gold sentences, and the answer's words in its text.

    `whole` says that a quote lies in it, at least for the larger part.
    """

    passage: ShownPassage
    sentences: tuple[ShownSentence, ...]
    quotes: int
    answer: Span | None
    whole: bool

    @property
    def run(self) -> Span:
        """Return where the first gold sentences that follow each other lie in the text."""
        end = self.sentences[0].shown.end
        for sentence in self.sentences[1:]:
            if sentence.shown.start != end + 1:
                break
            end = sentence.shown.end
        return Span(self.sentences[0].shown.start, end)


def lot_pairs(folder: Path, *, seed: int) -> Iterator[TrainingPair]:
    """Yield the pairs of a lot in order: of each question its group, then further negatives."""
    articles = {path.stem: read_article(path) for path in sorted(folder.glob("*.txt"))}
    seen = set()
    for question in read_questions(folder / "questions.jsonl", articles):
        random = Random(f"{seed} {question.id}")
        for pair in question_pairs(folder.name, question, articles[question.article], random):
            if (pair.question, pair.passage) not in seen:
                seen.add((pair.question, pair.passage))
                yield pair


def question_pairs(
    source: str, question: LotQuestion, article: LotArticle, random: Random
) -> Iterator[TrainingPair]:
    """Yield the group of a question, then its answering passages without what answers."""
    held = [(passage, gold_in(article, passage, question)) for passage in article.passages]
    gold = [each for _, each in held if each and each.whole]
    if question.gold and not gold:
        log.warning("%s is left out: no passage holds its gold", question.id)
        return
    others = [passage for passage, each in held if each is None]
    pair = TrainingPair(source, PairKind.NEAR, "", question.question, "")
    for each in gold:
        yield replace(_answering(pair, each), group=question.id)
    for passage in likest(question.question, others, MAX_GROUP - len(gold)):
        yield replace(pair, title=passage.title, passage=passage.text, group=question.id)
    for each in gold:
        yield from _without_gold(pair, each, question, random)


def gold_in(
    article: LotArticle, passage: ShownPassage, question: LotQuestion
) -> GoldPassage | None:
    """Return the gold of a passage, None for a passage that holds no word of it."""
    places = [
        [Span(match.start(), match.end()) for match in re.finditer(re.escape(quote), article.text)]
        for quote in question.gold
    ]
    sentences = tuple(
        sentence
        for sentence in passage.sentences
        if any(_shared(sentence.place, place) for quote in places for place in quote)
    )
    if not sentences:
        return None
    quotes = sum(any(_mostly_in(place, passage) for place in quote) for quote in places)
    answer = _find(question.answer, sentences)
    return GoldPassage(passage, sentences, quotes, answer, whole=quotes > 0)


def likest(question: str, passages: Sequence[ShownPassage], count: int) -> list[ShownPassage]:
    """Return the passages that have most words in common with a question, at most `count`."""
    asked = set(terms(question))
    order = sorted(passages, key=lambda passage: -len(asked & set(terms(passage.text))))
    return order[: max(0, count)]


def _answering(pair: TrainingPair, gold: GoldPassage) -> TrainingPair:
    kind = PairKind.POSITIVE if gold.answer else PairKind.SENTENCE
    span = gold.answer or gold.run
    passage = gold.passage
    return replace(
        pair, kind=kind, title=passage.title, passage=passage.text, span=(span.start, span.end)
    )


def _without_gold(
    pair: TrainingPair, gold: GoldPassage, question: LotQuestion, random: Random
) -> Iterator[TrainingPair]:
    """Yield the passage without its gold sentences, and without the value if that is all."""
    pair = replace(pair, title=gold.passage.title)
    rest = take_out(gold.passage.text, [sentence.shown for sentence in gold.sentences])
    if len(rest) >= _SHORTEST_REST and not _has(rest, question.answer):
        yield replace(pair, kind=PairKind.CUT, passage=rest)
    if gold.answer is None or gold.quotes > 1 or len(question.answer) > _LONGEST_VALUE:
        return
    rest = take_value_out(gold.passage.text, gold.answer, random)
    if len(rest) >= _SHORTEST_REST and not _has(rest, question.answer):
        yield replace(pair, kind=PairKind.GONE, passage=rest)


def _has(text: str, answer: str) -> bool:
    return bool(answer) and answer.casefold() in text.casefold()


def _find(answer: str, sentences: Sequence[ShownSentence]) -> Span | None:
    """Return where the answer lies in the text of a passage, looked for in its gold sentences."""
    for sentence in sentences:
        if answer and answer in sentence.text:
            start = sentence.shown.start + sentence.text.index(answer)
            return Span(start, start + len(answer))
    return None


def _mostly_in(place: Span, passage: ShownPassage) -> bool:
    """Return whether the sentences of a passage hold more than half of a span of its article."""
    shared = sum(_shared(sentence.place, place) for sentence in passage.sentences)
    return shared * 2 > place.end - place.start


def _shared(one: Span, other: Span) -> int:
    """Return how many characters two spans have in common."""
    return max(0, min(one.end, other.end) - max(one.start, other.start))

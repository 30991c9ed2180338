"""Choose the sentences, list items and table rows that answer a question."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.extracting.positions import Parties
from bot.extracting.read_hits import NOTHING_READ, PassageReadings
from bot.extracting.repeats import repeats
from retrieval.index.token_vectors import TokenSimilarity
from retrieval.language.question_types import AnswerType, classify_question
from retrieval.language.rules import pattern
from retrieval.models.embed import Vectors
from retrieval.passages import Hit, Sentence, SentenceKind, Span
from retrieval.search.searcher import SearchResult
from retrieval.text.markup import readable
from retrieval.text.passage_text import is_byline, reports_nothing, sentence_text

# Each says what it is worth: the share of questions whose gold is quoted, and the F1 of the quotes
# with it, on every second question of XQuAD en (.852, .119) and CLAP NQ (.899, .559) and on our 122
# (.857, .185). In brackets what another value gives.
_LIMITS = {  # statements at most
    AnswerType.FACT: 3,  # XQuAD gold (1: .783, 6: .861)
    AnswerType.LIST: 5,  # ours gold (2: .829)
    AnswerType.POSITION: 5,  # ours gold (1: .771, 2: .829)
    AnswerType.REASON: 4,  # CLAP NQ F1 (2: .554, 8: .558)
    AnswerType.ROW: 5,  # ours F1 (1: .192), no gold more or less: worth nothing on these sets
}
_MARGINS = {  # of score below the best sentence
    AnswerType.FACT: 0.1,  # XQuAD gold, F1 (0.05: .830, .130; 0.2: .869, .086)
    AnswerType.LIST: 0.25,  # ours gold (0: .829; 0.5: .857)
    AnswerType.POSITION: 0.3,  # ours gold, F1 (0: .771, .192; 0.6: .857, .173)
    AnswerType.REASON: 0.25,  # CLAP NQ gold (0: .893); ours F1 (0.5: .182)
    AnswerType.ROW: 0.15,  # ours F1 (0: .192, 0.3: .185): worth nothing on these sets
}
_READ_KINDS = (AnswerType.FACT, AnswerType.REASON)  # one sentence answers these, not a choice
_PER_SOURCE = 2  # sentences of one article on a position; ours gold .871 (1: .829, 3: .886)
_PASSAGE_WEIGHT = 0.5  # ours F1 (0: .164, 0.25: .180), CLAP NQ gold (1: .893)
# For each unit of the logarithm of the probability that the answer was read in it; the answer is in
# the first and in any quote of a third of XQuAD's even half in .872 and .957 (0: .813, .920; 0.05:
# .861, .957), with as many statements. Scores then differ by more, so margins are wider.
_SUPPORT = 0.1
_MARGIN_IF_READ = 2.5  # times the margin (1: .941 in any quote)
_BROKEN = 0.05  # CLAP NQ gold (0: .893), F1 (0.1: .553)
_BORROWED = 0.15  # XQuAD first quote .757 (0: .721, 0.3: .750); ours gold (0.3: .814, never: .771)
_LEADS_IN = 0.15  # others hang on it; ours F1 (0: .187, 0.3: .184): worth nothing on these sets
_HEADING = 0.1  # for a heading: what stands below says it in full
# An order, a question, an announcement, a byline, a leftover of markup; 0 of 60 answers from
# articles with planted orders show one (0: 11, 0.25: none).
_SILENT = 1.0
_ANNOUNCEMENT = pattern("answer_sentences", "announcement")
_HANGING = pattern("answer_sentences", "hanging_sentence")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that was ranked for a question, its passage, and how similar they are.

    `best` has shape (question tokens,): for each token its best similarity in the sentence. For
    items, rows and broad questions the heading, and the sentence it depends on, count too, a little
    less; `lenders` are the parts that the sentence's context has in the passage. `score` is the
    mean of `best` plus half the MaxSim of the passage, and some corrections.
    """

    hit: Hit
    sentence: Sentence
    score: float
    best: Vectors
    similarity: TokenSimilarity
    lenders: tuple[int, ...] = ()

    @property
    def text(self) -> str:
        """Return the sentence as it is shown."""
        return sentence_text(self.hit.document, self.sentence)

    @property
    def part(self) -> int:
        """Return the number of the sentence among the parts of its passage."""
        return 1 + self.hit.passage.sentences.index(self.sentence)


@dataclass(frozen=True, slots=True)
class _Aim:
    """What a question is after: its answer type, and whom a position is asked of."""

    kind: AnswerType
    parties: Parties | None


def rank_sentences(
    result: SearchResult, question: str, readings: PassageReadings = NOTHING_READ
) -> list[Candidate]:
    """Score every sentence of the best hits, best first; of a table's rows only, if asked for one.

    Sentences in which an answer was read score higher; those that lost words, are no evidence or
    only announce something lower. Where a position is asked for, speculation scores lower, and what
    names the parties higher.
    """
    kind = classify_question(question)
    aim = _Aim(kind, Parties.of(question, result) if kind is AnswerType.POSITION else None)
    candidates = [
        _score_sentence(hit, like, number, aim, readings.support(place, number))
        for place, (hit, like) in enumerate(zip(result.hits, result.similarities, strict=True))
        if like is not None
        for number in range(len(hit.passage.sentences))
    ]
    rows = [candidate for candidate in candidates if candidate.sentence.kind is SentenceKind.ROW]
    ranked = rows if kind is AnswerType.ROW and rows else candidates
    return sorted(ranked, key=lambda candidate: -candidate.score)


def select_sentences(
    candidates: Sequence[Candidate], kind: AnswerType, *, limit: int, read: bool = False
) -> list[Candidate]:
    """Return the candidates that answer a question of this kind, best first; no repeats.

    `read` says that the scores hold what a reader read.
    """
    margin = _MARGINS[kind] * (_MARGIN_IF_READ if read and kind in _READ_KINDS else 1)
    selected: list[Candidate] = []
    per_source: Counter[str] = Counter()
    for candidate in candidates:
        source = candidate.hit.document.reprint_group or candidate.hit.document.id
        if len(selected) == min(limit, _LIMITS[kind]):
            break
        if candidate.score < candidates[0].score - margin:
            break
        if kind is AnswerType.POSITION and per_source[source] == _PER_SOURCE:
            continue
        if not any(repeats(candidate.text, other.text) for other in selected):
            selected.append(candidate)
            per_source[source] += 1
    return selected


def in_reading_order(selected: Sequence[Candidate], kind: AnswerType) -> list[Candidate]:
    """Return the selected sentences in the order in which they are shown.

    For a fact the best one first; else article by article, the article of the best sentence first,
    and within an article in the order of its text.
    """
    if kind is AnswerType.FACT:
        return list(selected)
    articles = list(dict.fromkeys(candidate.hit.document.id for candidate in selected))
    return sorted(
        selected,
        key=lambda candidate: (articles.index(candidate.hit.document.id), candidate.sentence.start),
    )


def _score_sentence(
    hit: Hit, like: TokenSimilarity, number: int, aim: _Aim, support: float
) -> Candidate:
    sentence = hit.passage.sentences[number]
    borrowed = _above(hit, number)
    if aim.kind is not AnswerType.FACT or sentence.kind.is_listed:
        borrowed.append(0)
    best = like.best[:, number + 1]
    if borrowed:
        best = np.maximum(best, like.best[:, borrowed].max(1) - _BORROWED)
    score = float(best.mean()) + _PASSAGE_WEIGHT * like.maxsim - _BROKEN * sentence.broken
    score += _SUPPORT * support * (aim.kind in _READ_KINDS)
    score -= _SILENT * reports_nothing(hit.document, sentence)
    words = readable(hit.document.text[sentence.start : sentence.end])
    score -= _HEADING * (sentence.kind is SentenceKind.HEADING)
    is_silent = _ANNOUNCEMENT.search(words) or is_byline(words)
    score -= _SILENT if is_silent else _LEADS_IN * _leads_in(hit, sentence)
    if aim.parties:
        near = sentence_text(hit.document, sentence)
        if number and not sentence.kind.is_listed and needs_previous_sentence(words):
            near = hit.document.text[hit.passage.sentences[number - 1].start : sentence.end]
        score += aim.parties.bonus(words, near, is_row=sentence.kind is SentenceKind.ROW)
    return Candidate(hit, sentence, score, best, like, _lenders(hit, sentence))


def _above(hit: Hit, number: int) -> list[int]:
    """Return the parts whose words a sentence borrows, if they are in the passage.

    What its context names: a question, a lead-in. An item or a row hangs on the prose above it,
    "They operate …" on the sentence before it.
    """
    sentences = hit.passage.sentences
    sentence = sentences[number]
    parts = list(_lenders(hit, sentence))
    if sentence.context_apart and not parts:
        parts = [0]  # a question or a lead-in above it is a heading, or in the passage before
    if sentence.kind in (SentenceKind.ITEM, SentenceKind.ROW):
        prose = [i for i in range(number) if not sentences[i].kind.is_listed]
        return parts or [1 + i for i in prose[-1:]]
    words = hit.document.text[sentence.start : sentence.end]
    return parts + [number] * bool(number and needs_previous_sentence(words))


def _lenders(hit: Hit, sentence: Sentence) -> tuple[int, ...]:
    """Return the parts of a passage that are the context of a sentence."""
    places = {Span(s.start, s.end): place for place, s in enumerate(hit.passage.sentences, 1)}
    return tuple(places[span] for span in sentence.context if span in places)


def _leads_in(hit: Hit, sentence: Sentence) -> bool:
    """Return whether other sentences are items of this one, or answers to it."""
    span = Span(sentence.start, sentence.end)
    return any(span in other.context for other in hit.passage.sentences)


def needs_previous_sentence(words: str) -> bool:
    """Return whether a sentence cannot be understood without the one before it."""
    return bool(_HANGING.match(words))

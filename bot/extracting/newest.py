"""Prefer the newest article that answers, where a question asks for what holds now."""

from collections.abc import Sequence

from bot.extracting.candidates import Candidate
from bot.extracting.evidence import content_rarities
from bot.extracting.other_times import is_on_other_time
from bot.extracting.read_hits import PassageReadings
from retrieval.language.dates import period_of_date
from retrieval.language.question_types import topic_of
from retrieval.language.rules import pattern
from retrieval.language.time_kinds import times_of
from retrieval.language.words import terms
from retrieval.passages import Hit
from retrieval.search.search_result import SearchResult
from retrieval.text.passage_text import passage_text

_PAST = pattern("time_words", "past")
_ALIKE = 0.25  # of score below the best sentence: an article as near answers as well
_AS_MUCH = 0.6  # of the subject that the passage of the best sentence has
_BEST, _LOOKED_AT = 4, 14  # hits: read in any case; of which the newest are read, too
_SIMILAR = 0.35  # of score below the best hit
_READ_ALIKE = 3.0  # log-odds below the surest passage, above which another was read to answer, too


def reading_order(question: str, hits: Sequence[Hit]) -> dict[int, Hit]:
    """Return hits by their places, in the order in which they are to be read.

    For a question on the present the newest of the similar ones come right behind the best few.
    """
    by_place = dict(enumerate(hits))
    if not is_on_present(question) or not any(map(_day, hits)):
        return by_place
    near = [
        n
        for n in range(_BEST, min(_LOOKED_AT, len(hits)))
        if hits[n].score >= hits[0].score - _SIMILAR
    ]
    near.sort(key=lambda place: _day(hits[place]), reverse=True)
    order = dict.fromkeys((*list(by_place)[:_BEST], *near, *by_place))
    return {place: by_place[place] for place in order}


def prefer_newest(
    candidates: Sequence[Candidate],
    question: str,
    result: SearchResult,
    readings: PassageReadings,
    *,
    is_now: bool,
) -> list[Candidate]:
    """Return the candidates, those of newer articles first where they answer as well.

    An article answers as well if its sentence is about as good as the best one, and its passage has
    about as much of the subject, or if it was read to answer; on a topic every one does, and none
    that tells of another time than the question. One without a date may be of any age and keeps its
    place. A question that asks for what is so now (`is_now`) is answered by the newest alone.
    """
    ranked = list(candidates)
    if not any(_day(hit) for hit in result.hits):
        return ranked
    wanted, is_topic = times_of(question), bool(topic_of(question))
    read = _read_to_answer(result, readings)
    shares = _subject_shares(result)
    best = ranked[0]
    enough = _AS_MUCH * shares[best.hit.passage.id]
    alike = [
        each
        for each in ranked
        if not is_on_other_time(each.text, wanted)
        and (
            is_topic
            or (each.hit.passage.id, each.part) in read
            or (each.score >= best.score - _ALIKE and shares[each.hit.passage.id] >= enough)
        )
    ]
    dated = sorted(filter(_has_day, alike), key=lambda each: _day(each.hit), reverse=True)
    if not dated:
        return ranked
    newest = [each for each in dated if _day(each.hit) == _day(dated[0].hit)]
    if is_now:
        return newest
    if len(newest) == len(dated):
        return ranked
    newer = iter(dated)
    alike = [next(newer) if _has_day(each) else each for each in alike]
    return alike + [each for each in ranked if each not in alike]


def _has_day(candidate: Candidate) -> bool:
    return bool(_day(candidate.hit))


def _read_to_answer(result: SearchResult, readings: PassageReadings) -> set[tuple[int, int]]:
    """Return passage id and part of each sentence in which an answer was read about as surely."""
    surest = readings.yes
    if surest is None:
        return set()
    least = max(0.0, surest - _READ_ALIKE)
    return {
        (result.hits[place].passage.id, 1 + int(reading.shares.argmax()))
        for place, reading in readings.by_place.items()
        if reading.yes >= least
    }


def _subject_shares(result: SearchResult) -> dict[int, float]:
    """Return for each passage, by id, the sum of the rarity of the question's words that it has."""
    subject = content_rarities(result)
    shares = {}
    for hit in result.hits:
        own = set(terms(passage_text(hit.document, hit.passage).text))
        shares[hit.passage.id] = sum(w for term, w in subject.items() if term in own)
    return shares


def is_on_present(question: str) -> bool:
    """Return whether a question does not ask for what was."""
    return not _PAST.search(question)


def _day(hit: Hit) -> str:
    """Return the day on which an article was published at the latest, as ISO 8601; "" unknown."""
    period = period_of_date(hit.document.published)
    return period.last.isoformat() if period else ""

"""Prefer the newest article that answers, where a question asks for what holds now."""

from collections.abc import Mapping, Sequence

from bot.extracting.candidates import Candidate
from retrieval.language.dates import period_of_date
from retrieval.language.rules import pattern
from retrieval.language.words import terms
from retrieval.passages import Hit
from retrieval.text.passage_text import passage_text

_PAST = pattern("time_words", "past")
_ALIKE = 0.25  # of score below the best sentence: an article as near answers as well
_AS_MUCH = 0.6  # of the subject that the passage of the best sentence has
_SIMILAR = 0.15  # of score below the best hit: a passage as near is read before older ones


def reading_order(question: str, hits: Sequence[Hit]) -> dict[int, Hit]:
    """Return hits by their places, in the order in which they are to be read.

    Those of newer articles come first among hits that are as similar to a question on the present.
    """
    by_place = dict(enumerate(hits))
    if not hits or not is_on_present(question):
        return by_place
    similar = [place for place, hit in by_place.items() if hit.score >= hits[0].score - _SIMILAR]
    similar.sort(key=lambda place: _day(hits[place]), reverse=True)
    return {place: by_place[place] for place in (*similar, *by_place)}


def prefer_newest(
    candidates: Sequence[Candidate], subject: Mapping[str, float], *, is_now: bool, is_topic: bool
) -> list[Candidate]:
    """Return the candidates, those of newer articles first where they answer as well.

    Articles without a date come last among them. `subject` tells how rare each word of the question
    is: an article answers as well if its sentence is about as good as the best one, and its passage
    has about as much of the subject; on a topic every one does. A question that asks for what is so
    now (`is_now`) is answered by the newest of them alone.
    """
    ranked = list(candidates)
    alike = ranked if is_topic else [each for each in ranked if _is_alike(each, ranked[0], subject)]
    if not any(_day(each.hit) for each in alike):
        return ranked
    alike = sorted(alike, key=lambda each: _day(each.hit), reverse=True)
    if is_now:
        newest = _day(alike[0].hit)
        return [each for each in ranked if _day(each.hit) == newest]
    return alike + [each for each in ranked if each not in alike]


def _is_alike(candidate: Candidate, best: Candidate, subject: Mapping[str, float]) -> bool:
    near = candidate.score >= best.score - _ALIKE
    return near and _share(candidate, subject) >= _AS_MUCH * _share(best, subject)


def _share(candidate: Candidate, subject: Mapping[str, float]) -> float:
    """Return the sum of the rarity of the words of a subject that a passage has."""
    hit = candidate.hit
    own = set(terms(passage_text(hit.document, hit.passage).text))
    return sum(rarity for term, rarity in subject.items() if term in own)


def is_on_present(question: str) -> bool:
    """Return whether a question does not ask for what was."""
    return not _PAST.search(question)


def _day(hit: Hit) -> str:
    """Return the day on which an article was published at the latest, as ISO 8601; "" unknown."""
    period = period_of_date(hit.document.published)
    return period.last.isoformat() if period else ""

"""Prefer the newest article that answers, where a question asks for what holds now."""

from collections.abc import Sequence

from bot.extracting.candidates import Candidate
from retrieval.language.dates import period_of_date
from retrieval.language.rules import pattern
from retrieval.language.time_words import asks_for_now

_PAST = pattern("time_words", "past")
# Of score below the best sentence: an article whose best sentence is as near answers as well.
_ALIKE = 0.35


def prefer_newest(candidates: Sequence[Candidate], question: str) -> list[Candidate]:
    """Return the candidates, those of newer articles first where they answer as well.

    Articles without a date come last among them. A question that asks for "the latest" or what is
    so "now" is answered by the newest such article alone. One on the past is left as it is.
    """
    is_now = asks_for_now(question)
    ranked = list(candidates)
    if not ranked or (not is_now and _PAST.search(question)):
        return ranked
    alike = [each for each in ranked if each.score >= ranked[0].score - _ALIKE]
    days = {each.hit.document.id: _day(each) for each in alike}
    if not any(days.values()):
        return ranked
    alike.sort(key=lambda each: days[each.hit.document.id], reverse=True)
    if is_now:
        newest = days[alike[0].hit.document.id]
        return [each for each in ranked if _day(each) == newest]
    return alike + [each for each in ranked if each not in alike]


def _day(candidate: Candidate) -> str:
    """Return the day on which an article was published at the latest, as ISO 8601; "" unknown."""
    period = period_of_date(candidate.hit.document.published)
    return period.last.isoformat() if period else ""

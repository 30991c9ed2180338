"""Refuse a question on a time that no passage names, where the best sentence tells of another."""

from collections.abc import Sequence

from bot.extracting.candidates import Candidate
from bot.extracting.other_times import is_on_other_time
from retrieval.language.question_types import asks_for_amount
from retrieval.language.rules import replacements
from retrieval.language.time_kinds import KINDS, times_of
from retrieval.passages import Hit

_OF_AMOUNTS = "year"  # a number is that of its year, while who held an office in 2014 may in 2016
_OF_ALL = ("weekday", "part")
_SPANNING = replacements("time_words", "spanning")
_BEST = 5  # sentences, one of which may tell of a stretch that the time lies in
_RELATIVE = [form for form, kind in KINDS if kind == "relative"]


def missing_time(question: str, hits: Sequence[Hit], ranked: Sequence[Candidate]) -> str:
    """Return the time of a question that no hit names while its best sentence names another, or "".

    A question on a stretch ("since 2018") is answered by sentences on other times, and one on a
    time that lies in a stretch ("Monday to Friday") by a sentence on that.
    """
    best = [each.text for each in ranked[:_BEST]]
    kinds = (*_OF_ALL, _OF_AMOUNTS) if asks_for_amount(question) else _OF_ALL
    wanted = {kind: times for kind, times in times_of(question).items() if kind in kinds}
    for kind, times in wanted.items():
        is_other = best and _is_on_other(best[0], {kind: times})
        in_stretch = any(_tells_of_stretch(text, kind) for text in (question, *best))
        if is_other and not in_stretch and not any(_names(hit, kind, times) for hit in hits):
            return min(times)
    return ""


def _tells_of_stretch(text: str, kind: str) -> bool:
    return any(form.search(text) for form, own in _SPANNING if own == kind)


def _is_on_other(text: str, wanted: dict[str, set[str]]) -> bool:
    """Return whether a text names another time, and none that depends on another ("last year")."""
    return is_on_other_time(text, wanted) and not any(form.search(text) for form in _RELATIVE)


def _names(hit: Hit, kind: str, times: set[str]) -> bool:
    """Return whether a passage names any of the times, or was published in that year."""
    named = times_of(f"{hit.document.published[:4]} {hit.text}").get(kind, set())
    return any(own.startswith(time) or time.startswith(own) for own in named for time in times)

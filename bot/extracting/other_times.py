"""Put sentences on other times behind: of May, where a question asks for June."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.extracting.candidates import Candidate
from retrieval.language.time_kinds import times_of

_OTHER_TIME = 0.15  # of score, for a sentence that names another time of the kind asked for


def demote_other_times(candidates: Sequence[Candidate], question: str) -> list[Candidate]:
    """Return the candidates, best first; one that names another year, month or day scores lower.

    A sentence that also names the time asked for does not, nor one that names no time of its kind.
    """
    wanted = times_of(question)
    if not wanted:
        return list(candidates)
    ranked = [
        replace(each, score=each.score - _OTHER_TIME)
        if is_on_other_time(each.text, wanted)
        else each
        for each in candidates
    ]
    return sorted(ranked, key=lambda each: -each.score)


def is_on_other_time(text: str, wanted: Mapping[str, set[str]]) -> bool:
    """Return whether a text names times of a kind that is wanted, and none of those wanted."""
    own = times_of(text)
    return any(kind in own and not own[kind] & times for kind, times in wanted.items())

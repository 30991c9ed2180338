"""Say what an article is nearest to answering: the subject it names, and what it does not tell."""

import re

from bot.answers import NearMiss
from retrieval.language.question_types import is_question_word, proper_names
from retrieval.language.rules import replacements
from retrieval.language.words import terms
from retrieval.search.searcher import SearchResult

_LOOKED_AT = 3  # hits
_OTHER = "other"  # what is asked for is none of the rule's kinds
_LACKS = replacements("near_misses", "lacks")
_WORD = re.compile(r"[^\W_]+")
_NEXT_WORD = re.compile(r"\s+([a-z][\w-]+)")


def find_near_miss(question: str, result: SearchResult) -> NearMiss | None:
    """Return what the best hits name of a question that is not answered; None if nothing."""
    texts = [_plain(hit.text) for hit in result.hits[:_LOOKED_AT]]
    subjects = [
        subject
        for subject in _subjects(question)
        if any(f" {_plain(subject).strip()} " in text for text in texts)
    ]
    if not subjects:
        return None
    return NearMiss(min(subjects, key=lambda each: _commonness(each, result)), _lack(question))


def _subjects(question: str) -> list[str]:
    """Return the names of a question, before each the same with the word behind it."""
    subjects = []
    for name in proper_names(question):
        behind = _NEXT_WORD.match(question, question.find(name) + len(name))
        if behind and terms(behind[1]) and not is_question_word(behind[1]):
            subjects.append(f"{name} {behind[1]}")
        subjects.append(name)
    return subjects


def _plain(text: str) -> str:
    """Return the words of a text in small letters, a space around each."""
    return f" {' '.join(_WORD.findall(text.casefold()))} "


def _commonness(subject: str, result: SearchResult) -> int:
    """Return in how many passages the rarest term of a subject stands."""
    return min((result.frequencies.get(term, 0) for term in terms(subject)), default=0)


def _lack(question: str) -> str:
    """Return what a question asks for: the kind that it names first."""
    places = [(match.start(), lack) for rule, lack in _LACKS if (match := rule.search(question))]
    return min(places, key=lambda place: place[0], default=(0, _OTHER))[1]

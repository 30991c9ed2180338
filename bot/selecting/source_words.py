"""Find the sources that a question names: "according to the Dolsk Herald", "the opinion piece"."""

import re
from dataclasses import dataclass
from functools import lru_cache

from retrieval.language.rules import pattern
from retrieval.search.article_filter import squashed
from retrieval.search.article_set import PAPER_WORDS, ArticleSet

_LEADING = pattern("source_words", "leading")
_BEHIND = pattern("source_words", "behind_source")
_LEADS_TO_SOURCE = pattern("source_words", "leads_to_source")
_OPINION = pattern("source_words", "opinion")
_SHORTEST = 3  # letters of a name


@dataclass(frozen=True, slots=True)
class SourceMention:
    """A source that a question names, and where "according to the Herald" stands in it.

    `start` is None where its name is part of the sentence: "What does the Herald say …".
    """

    name: str
    start: int | None
    end: int


def find_source(question: str, articles: ArticleSet) -> SourceMention | None:
    """Return the first source that a question asks the articles of, None if it asks of none.

    A name counts as a source only where the question says so: "according to", "what does … say". A
    name that no article has counts behind "according to", if it is that of a paper or an agency.
    """
    names = _name_pattern(articles.names)
    for match in names.finditer(question) if names else ():
        leading = _LEADING.search(question[: match.start()])
        if leading or _BEHIND.match(question[match.end() :]):
            return SourceMention(match.group(), leading.start() if leading else None, match.end())
    unknown = _LEADS_TO_SOURCE.search(question)
    if unknown and unknown["name"].split()[-1].casefold() in PAPER_WORDS:
        return SourceMention(unknown["name"], *unknown.span())
    return None


def asks_for_opinion(question: str, articles: ArticleSet) -> bool:
    """Return whether a question asks for what opinion pieces say, where there are any."""
    return bool(_OPINION.search(question)) and articles.has_opinions


@lru_cache(maxsize=4)
def _name_pattern(names: tuple[str, ...]) -> re.Pattern[str] | None:
    """Return a pattern of names, in any case, with or without spaces and signs in them."""
    letters = sorted({squashed(name) for name in names}, key=len, reverse=True)
    forms = [r"[\W_]{0,3}".join(map(re.escape, each)) for each in letters if len(each) >= _SHORTEST]
    return re.compile(rf"\b(?:{'|'.join(forms)})\b", re.IGNORECASE) if forms else None

"""Find the sources that a question names: "according to the Dolsk Herald", "the opinion piece"."""

from dataclasses import dataclass

from retrieval.language.rules import pattern
from retrieval.search.article_set import PAPER_WORDS, ArticleSet

_LEADING = pattern("source_words", "leading")
_BEHIND = pattern("source_words", "behind_source")
_LEADS_TO_SOURCE = pattern("source_words", "leads_to_source")
_OPINION = pattern("source_words", "opinion")


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
    for mention in articles.mentions(question):
        leading = _LEADING.search(question[: mention.start])
        if leading or _BEHIND.match(question[mention.end :]):
            name = question[mention.start : mention.end]
            return SourceMention(name, leading.start() if leading else None, mention.end)
    unknown = _LEADS_TO_SOURCE.search(question)
    if unknown and unknown["name"].split()[-1].casefold() in PAPER_WORDS:
        return SourceMention(unknown["name"], *unknown.span())
    return None


def asks_for_opinion(question: str, articles: ArticleSet) -> bool:
    """Return whether a question asks for what opinion pieces say, where there are any."""
    return bool(_OPINION.search(question)) and articles.has_opinions

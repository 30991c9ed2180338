"""Recognise questions about the articles themselves: which, how many, by whom, when, where."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from retrieval.language.rules import pattern, replacements, words

_ARTICLE_WORDS = pattern("article_questions", "article_words")
_NEWSPAPER = pattern("article_questions", "newspaper_word")
_POINTING = replacements("article_questions", "pointing")
_PRONOUNS = words("article_questions", "pronouns")


class CatalogFact(StrEnum):
    """What is asked of the catalog."""

    AUTHOR = "author"
    PUBLISHED = "published"
    PUBLISHER = "publisher"
    NEWEST = "newest"
    OLDEST = "oldest"
    LONGEST = "longest"
    SHORTEST = "shortest"
    UNDATED = "undated"
    SILENT = "silent"
    COUNT = "count"
    LIST = "list"


_TELLING = {  # an article, of what the catalog may not know
    CatalogFact.AUTHOR: pattern("article_questions", "tells_author"),
    CatalogFact.PUBLISHED: pattern("article_questions", "tells_publication"),
    CatalogFact.PUBLISHER: pattern("article_questions", "tells_publication"),
}
_FORMS = {
    CatalogFact.AUTHOR: pattern("article_questions", "author"),
    CatalogFact.PUBLISHED: pattern("article_questions", "published"),
    CatalogFact.PUBLISHER: pattern("article_questions", "publisher"),
    CatalogFact.NEWEST: pattern("article_questions", "newest"),
    CatalogFact.OLDEST: pattern("article_questions", "oldest"),
    CatalogFact.LONGEST: pattern("article_questions", "longest"),
    CatalogFact.SHORTEST: pattern("article_questions", "shortest"),
    CatalogFact.UNDATED: pattern("article_questions", "undated"),
    CatalogFact.SILENT: pattern("article_questions", "silent"),
    CatalogFact.COUNT: pattern("article_questions", "count"),
    CatalogFact.LIST: pattern("article_questions", "list"),
}


@dataclass(frozen=True, slots=True)
class ArticleQuestion:
    """What a question asks about articles, and about those on which `topic`.

    The topic is "" for all articles, and where the question only points: "Who wrote it?".
    `by_source` asks for sources rather than articles. `rest` are words that say whose or from when
    the articles are.
    """

    fact: CatalogFact
    topic: str = ""
    by_source: bool = False
    rest: str = ""

    @property
    def is_on_one(self) -> bool:
        """Return whether it asks for something that a single article tells of itself."""
        return self.fact in (CatalogFact.AUTHOR, CatalogFact.PUBLISHED, CatalogFact.PUBLISHER)

    @property
    def points(self) -> bool:
        """Return whether it points to what was spoken of before: "Who wrote it?"."""
        return self.topic.casefold() in _PRONOUNS or (self.is_on_one and not self.topic)


def tells(text: str, fact: CatalogFact) -> bool:
    """Return whether a text tells something of an article that may be a fact asked for.

    >>> tells("The article on pears was written by Lene Haas.", CatalogFact.AUTHOR)
    True
    """
    form = _TELLING.get(fact)
    return bool(form and form.search(text))


def parse_article_question(question: str) -> ArticleQuestion | None:
    """Return what a question asks about the articles; None for one about what they tell.

    >>> parse_article_question("Who wrote the piece on the oysters?").topic
    'the oysters'
    """
    plain = " ".join(question.split())
    for fact, form in _FORMS.items():
        if match := form.match(plain):
            groups = match.groupdict()
            unit = next((v for name, v in groups.items() if name.startswith("unit") and v), "")
            topic = next((v for name, v in groups.items() if _is_topic(name) and v), "")
            rest = next((v for name, v in groups.items() if name.startswith("rest") and v), "")
            by_source = bool(_NEWSPAPER.fullmatch(unit))
            parsed = ArticleQuestion(fact, _bare_topic(topic), by_source, rest.strip())
            return replace(parsed, topic="") if parsed.is_on_one and parsed.points else parsed
    return None


def name_articles(question: str) -> str:
    """Return a question with the word for articles in the place of what points back to some.

    >>> name_articles("Who wrote them?")
    'Who wrote the articles?'
    """
    for form, named in _POINTING:
        question = form.sub(named, question)
    return question


def _is_topic(group: str) -> bool:
    return re.fullmatch(r"[a-z]\d", group) is not None


def _bare_topic(words: str) -> str:
    """Return a topic without the words that only say that it is one of an article."""
    topic = " ".join(_ARTICLE_WORDS.sub(" ", words).split())
    return topic.removeprefix("the the ").strip(" ,.;:?!\"“”'‘’«»")

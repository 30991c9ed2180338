"""Answer a question about the articles themselves from the catalog, each article quoted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.answers import Statement
from bot.cataloguing.article_questions import ArticleQuestion, CatalogFact
from bot.cataloguing.find_documents import documents_on, documents_that_mention
from bot.cataloguing.span_to_quote import span_to_quote
from bot.generating.draft import Draft
from bot.selecting.describe_selection import describe_date
from prompts import say
from retrieval.index.rows import CatalogEntry
from retrieval.language.dates import period_of_date
from retrieval.search.article_filter import by_source, source_name
from retrieval.search.searcher import Searcher

SHOWN = 20  # articles of a list


@dataclass(slots=True)
class CatalogReader:
    """Answers one question from the catalog, of the `articles` that it is asked of, in a draft.

    `meant` are those of them that the answer is about.
    """

    question: ArticleQuestion
    articles: Sequence[CatalogEntry]
    searcher: Searcher
    language: str
    draft: Draft
    meant: Sequence[CatalogEntry] = ()
    _mentioning: bool = False

    def read(self) -> bool:
        """Return whether it is answered: if no article is meant, the articles must be asked."""
        if self.question.is_on_one:
            return self._tell_of_each()
        topic = self.question.topic
        mentioning = (
            documents_that_mention(topic, self.articles, self.searcher)
            if topic
            else list(self.articles)
        )
        self._mentioning = bool(mentioning)
        self.meant = mentioning
        match self.question.fact:
            case CatalogFact.SILENT:
                self._name_silent(mentioning)
            case CatalogFact.UNDATED:
                self._list([each for each in mentioning if not period_of_date(each.published)])
            case CatalogFact.COUNT:
                self._count(mentioning)
            case CatalogFact.NEWEST | CatalogFact.OLDEST:
                self._list(self._outermost(mentioning))
            case CatalogFact.LONGEST | CatalogFact.SHORTEST:
                self._tell_length(mentioning)
            case _:
                self._list(mentioning)
        return True

    def _tell_of_each(self) -> bool:
        """State the author, date or publisher of each article that is meant."""
        topic = self.question.topic
        if topic:
            self.meant = documents_on(topic, self.articles, self.searcher)
        else:
            self.meant = self._newest(self.articles)
        unknown = []
        for entry in self.meant:
            if value := self._value(entry):
                self._state(self._sentence(entry, value), entry, [value, entry.published])
            else:
                title, fact = _title(entry), str(self.question.fact)
                unknown.append(say("catalog-not-told", self.language, title=title, lacks=fact))
        if unknown and not (topic and self.draft.statements):
            self.draft.remark = " ".join(filter(None, [self.draft.remark, *unknown]))
        return bool(self.meant)

    def _value(self, entry: CatalogEntry) -> str:
        match self.question.fact:
            case CatalogFact.AUTHOR:
                return entry.author
            case CatalogFact.PUBLISHED:
                return describe_date(entry.published, self.language)
        return source_name(entry)

    def _sentence(self, entry: CatalogEntry, value: str) -> str:
        title = _title(entry)
        match self.question.fact:
            case CatalogFact.AUTHOR:
                return say("catalog-author", self.language, title=title, author=value)
            case CatalogFact.PUBLISHED:
                return say("catalog-published", self.language, title=title, day=value)
        return say("catalog-publisher", self.language, title=title, publisher=value)

    def _list(self, meant: Sequence[CatalogEntry]) -> None:
        """List articles, the newest first, or their sources."""
        sources = list(by_source(meant).items()) if self.question.by_source else []
        if not meant or (self.question.by_source and not sources):
            self._say_none()
            return
        self.meant = meant
        if self.question.by_source:
            for name, entries in sources:
                text = say("catalog-source", self.language, source=name, count=len(entries))
                self._state(text, entries[0], [self.question.topic])
        else:
            for entry in self._newest(meant):
                self._state(self._line(entry), entry, [self.question.topic])

    def _newest(self, meant: Sequence[CatalogEntry]) -> list[CatalogEntry]:
        """Return the newest articles, as many as are shown; if there are more, that is remarked."""
        count = len(meant)
        if count > SHOWN:
            self.draft.remark = say("catalog-shown", self.language, shown=SHOWN, count=count)
        return sorted(meant, key=lambda entry: entry.published, reverse=True)[:SHOWN]

    def _outermost(self, meant: Sequence[CatalogEntry]) -> list[CatalogEntry]:
        """Return the newest or the oldest of the articles that have a date."""
        dated = [entry for entry in meant if period_of_date(entry.published)]
        dated.sort(key=lambda entry: entry.published)
        return dated[:1] if self.question.fact is CatalogFact.OLDEST else dated[-1:]

    def _tell_length(self, meant: Sequence[CatalogEntry]) -> None:
        """State which article is the longest or the shortest, and how long it is."""
        if not meant:
            self._say_none()
            return
        choose = max if self.question.fact is CatalogFact.LONGEST else min
        entry = choose(meant, key=lambda entry: entry.characters)
        self.meant = [entry]
        text = say(
            "catalog-length", self.language, title=_title(entry), characters=entry.characters
        )
        self._state(text, entry, [self.question.topic])

    def _count(self, meant: Sequence[CatalogEntry]) -> None:
        """Count articles or sources, and cite them."""
        sources = by_source(meant) if self.question.by_source else {}
        if sources:
            text = say("catalog-count-sources", self.language, count=len(sources))
            self._state_together(text, [entries[0] for entries in sources.values()])
        elif meant and not self.question.by_source:
            text = say("catalog-count", self.language, count=len(meant))
            self._state_together(text, meant)
        else:
            self._say_none()

    def _name_silent(self, mentioning: Sequence[CatalogEntry]) -> None:
        """Name the sources, or articles, that do not mention the topic."""
        ids = {entry.id for entry in mentioning}
        if not self.question.by_source:
            self._list([entry for entry in self.articles if entry.id not in ids])
            return
        sources = by_source(self.articles)
        silent = [
            (name, entries)
            for name, entries in sources.items()
            if ids.isdisjoint(entry.id for entry in entries)
        ]
        if not sources:
            self._say_none()
        elif not silent:
            self.draft.remark = say("catalog-none-silent", self.language)
        for name, entries in silent:
            text = say(
                "catalog-silent", self.language,
                source=name, count=len(entries), topic=self.question.topic,
            )  # fmt: skip
            self._state(text, entries[0], [])

    def _say_none(self) -> None:
        topic = self.question.topic
        if topic and not self._mentioning:
            self.draft.remark = say("catalog-none", self.language, topic=topic)
        elif self.question.by_source:
            self.draft.remark = say("catalog-no-sources", self.language)
        elif self.question.fact in (CatalogFact.NEWEST, CatalogFact.OLDEST):
            self.draft.remark = say("catalog-undated", self.language)

    def _line(self, entry: CatalogEntry) -> str:
        day = describe_date(entry.published, self.language)
        facts = ", ".join(filter(None, (entry.author, source_name(entry), day)))
        title = f"“{_title(entry)}”"
        return f"{title} ({facts})" if facts else title

    def _state(self, text: str, entry: CatalogEntry, needles: Sequence[str]) -> None:
        """Add a statement on one article, with a quote of it."""
        if number := self._cite(entry, needles):
            self.draft.statements.append(Statement(text, (number,)))

    def _state_together(self, text: str, entries: Sequence[CatalogEntry]) -> None:
        """Add a statement on several articles, of which the first ones are quoted."""
        numbers = [self._cite(entry, [self.question.topic]) for entry in entries[:SHOWN]]
        if cited := tuple(filter(None, numbers)):
            self.draft.statements.append(Statement(text, cited))

    def _cite(self, entry: CatalogEntry, needles: Sequence[str]) -> int:
        """Return the number of a quote of an article; 0 if it has gone."""
        document = self.searcher.document(entry.id)
        if document is None:
            return 0
        passages = self.searcher.passages_of(entry.id)
        span = span_to_quote(document, passages, list(self._forms(needles)))
        return self.draft.citations.cite_article(document, *span)

    def _forms(self, needles: Sequence[str]) -> Iterator[str]:
        """Yield words to look for in an article: as they are, then each long one of them."""
        for needle in needles:
            yield needle
        for needle in needles:
            yield from (word for word in needle.split() if len(word) > 3)


def _title(entry: CatalogEntry) -> str:
    return " ".join(entry.title.split())

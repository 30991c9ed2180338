"""Ask for each part of a question what knows it: the catalog, or else the articles."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.answers import Statement
from bot.ask_options import AskOptions
from bot.cataloguing.answer_from_catalog import SHOWN
from bot.cataloguing.article_questions import tells
from bot.cataloguing.ask_catalog import Antecedent, CatalogEnquiry, ask_catalog, read_enquiry
from bot.conversing.article_enquiry import ArticleEnquiry
from bot.conversing.conversation import Conversation
from bot.conversing.split_question import split_standalone
from bot.conversing.standalone_question import StandaloneQuestion
from bot.extracting.citations import CitationList
from bot.extracting.extractor import Extractor
from bot.generating.author import Author
from bot.generating.partial_answer import PartialAnswer
from bot.generating.write_answer import write_answer

_BEST = 3  # passages, one of which may tell what is asked about its article


@dataclass(slots=True)
class PartAnswerer:
    """Answers the parts of a question in order; the `partials` are what was answered by then.

    Parts in a row that the articles answer are asked together. `deadline` is the moment
    (`time.monotonic`) by which the author must have written.
    """

    question: StandaloneQuestion
    conversation: Conversation | None
    options: AskOptions
    today: date
    extractor: Extractor
    author: Author | None
    deadline: float
    partials: list[PartialAnswer] = field(default_factory=list)
    _citations: CitationList = field(default_factory=CitationList)

    def write(self) -> Iterator[Statement]:
        """Yield each statement as soon as there is one."""
        searcher = self.extractor.searcher
        parts = split_standalone(self.question)
        waiting: list[StandaloneQuestion] = []
        for part in parts:
            before = Antecedent() if waiting else self._antecedent()
            articles = searcher.articles()
            enquiry = read_enquiry(part, before, self.options.articles, articles, self.today)
            if enquiry:
                yield from self._ask_articles(waiting, parts)
                waiting = []
                partial = ask_catalog(enquiry, searcher, self.options.language, self._citations)
                if partial and (partial.statements or not self._is_told(enquiry, partial)):
                    self.partials.append(partial)
                    yield from partial.statements
                    continue
            waiting.append(part)
        yield from self._ask_articles(waiting, parts)

    def _ask_articles(
        self, parts: Sequence[StandaloneQuestion], of_all: Sequence[StandaloneQuestion]
    ) -> Iterator[Statement]:
        """Ask the articles some parts together; a model reads no other ones."""
        if not parts:
            return
        texts = [part.text for part in parts]
        enquiry = ArticleEnquiry(
            self.extractor, self.question, self.conversation, self.options, self.today
        )
        extraction = enquiry.ask(texts)
        question = self.question
        if len(parts) < len(of_all):
            question = StandaloneQuestion(" ".join(texts), " ".join(part.words for part in parts))
        draft = yield from write_answer(
            question.for_model, extraction, self.author, self.options, self.deadline,
            self._citations,
        )  # fmt: skip
        selections = extraction.selections
        self.partials.append(PartialAnswer(tuple(texts), draft, (), selections, extraction))

    def _is_told(self, enquiry: CatalogEnquiry, partial: PartialAnswer) -> bool:
        """Return whether the articles tell of themselves what the catalog does not know."""
        if enquiry.meant is not None:  # "Who wrote it?" cannot be looked up
            return False
        hits = self.extractor.search(enquiry.text).hits[:_BEST]
        fact, meant = enquiry.question.fact, partial.articles
        return any(tells(hit.text, fact) for hit in hits if hit.document.id in meant)

    def _antecedent(self) -> Antecedent:
        """Return the articles that "it" may mean in the next part, or in a new question."""
        if self.partials:
            last = self.partials[-1]
            return Antecedent(last.articles, by_catalog=not last.extraction)
        turns = reversed(self.conversation.turns) if self.conversation else ()
        answers = (turn.answer for turn in turns if turn.answer and turn.answer.citations)
        answer = next(answers, None)
        if answer is None:
            return Antecedent()
        cited = dict.fromkeys(citation.quote.document_id for citation in answer.citations)
        is_whole = not answer.hits and len(cited) < SHOWN
        return Antecedent(tuple(cited), by_catalog=is_whole)

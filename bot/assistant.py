"""A question becomes an answer. Start reading here."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from bot.answer_parts import PartAnswerer
from bot.answers import Answer, Statement
from bot.ask_options import DEFAULT_OPTIONS, SEARCHING, AskOptions
from bot.assemble_answer import assemble_answer
from bot.conversing.conversation import Conversation
from bot.conversing.handle_request import handle_request, remember_request
from bot.conversing.requests import Request, parse_request
from bot.conversing.rewrite_followup import (
    continues_history,
    depends_on_history,
    history_weight,
    rewrite_followup,
)
from bot.conversing.standalone_question import StandaloneQuestion
from bot.conversing.validate_question import validate_question, validate_text
from bot.extracting.candidates import Candidate
from bot.extracting.extractor import Extractor
from bot.generating.likeness import likeness
from bot.selecting.choose_articles import take_options
from retrieval.errors import ExpectedError
from retrieval.language.question_types import to_search_query
from retrieval.models.reader import Reader
from retrieval.passages import Hit
from retrieval.search.article_filter import ALL_ARTICLES, ArticleFilter
from retrieval.search.searcher import Searcher

if TYPE_CHECKING:
    from bot.answer_log.log import AnswerLog
    from bot.checking.check_report import CheckReport
    from bot.generating.author import Author


class Assistant:
    """Answers questions from the articles; safe to share between threads."""

    def __init__(
        self,
        searcher: Searcher,
        *,
        reader: Reader | None = None,
        author: Author | None = None,
        log: AnswerLog | None = None,
        today: Callable[[], date] = date.today,
    ) -> None:
        """Answer in the words of an author (a language model), or without one in quoted sentences.

        A reader reads the best passages before it is decided whether they answer. With a log, every
        answer is kept there. `today` is what "last week" is counted from.
        """
        self._searcher = searcher
        self._extractor = Extractor(searcher, reader)
        self._author = author
        self._log = log
        self._today = today

    def ask(
        self,
        question: str,
        conversation: Conversation | None = None,
        options: AskOptions = DEFAULT_OPTIONS,
    ) -> Answer:
        """Return the answer to a question; raises ExpectedError for one that cannot be asked."""
        *_, answer = self.stream(question, conversation, options)
        assert isinstance(answer, Answer)
        return answer

    def stream(
        self,
        question: str,
        conversation: Conversation | None = None,
        options: AskOptions = DEFAULT_OPTIONS,
    ) -> Iterator[Statement | Answer]:
        """Yield each checked statement as soon as there is one, and last the whole answer."""
        start = time.perf_counter()
        question, articles = take_options(question, options.articles, self._today())
        options = replace(options, articles=articles)
        words = validate_question(question)
        if conversation and conversation.last and (request := parse_request(words)):
            yield from self._handle(request, words, conversation, options)
            return
        author = self._author_for(options)
        deadline = author.deadline() if author else 0.0
        standalone = self._understand(words, conversation, author, options, deadline)
        options.on_progress(SEARCHING)
        answerer = PartAnswerer(
            standalone, conversation, options, self._today(), self._extractor, author, deadline
        )
        yield from answerer.write()
        answer = assemble_answer(standalone, answerer.partials, options, start)
        answer = self._log_answer(answer, conversation, options)
        if conversation is not None:
            conversation.remember(answer)
        yield answer

    def search(
        self,
        question: str,
        conversation: Conversation | None = None,
        *,
        limit: int = 10,
        articles: ArticleFilter = ALL_ARTICLES,
    ) -> list[Hit]:
        """Return the passages for a question, best first; only those of `articles`."""
        question, articles = take_options(question, articles, self._today())
        words = validate_question(question)
        within = self._searcher.articles().select(articles)
        standalone = self.standalone(words, conversation)
        earlier = conversation.questions if conversation else []
        weight = history_weight(words, standalone)
        query = to_search_query(standalone)
        result = self._searcher.find(
            query, limit=limit, earlier=earlier, weight=weight, within=within
        )
        return list(result.hits)

    def suggest(self, answer: Answer, *, limit: int = 3) -> list[str]:
        """Return questions to go on with; the articles answer each with something not yet shown."""
        from bot.conversing.suggest import suggest

        document_share = self._searcher.document_share
        return suggest(answer, self._answering, commonness=document_share, limit=limit)

    def check(self, text: str, options: AskOptions = DEFAULT_OPTIONS) -> CheckReport:
        """Compare a text with the articles, sentence by sentence.

        Raises QuestionError for a text that is empty or too long.
        """
        from bot.checking.check_text import LONGEST, check_text

        words = validate_text(text, LONGEST)
        return check_text(words, self._searcher, options.language, likeness(self._searcher.encode))

    def standalone(self, question: str, conversation: Conversation | None) -> str:
        """Return a question with what it takes from its conversation, without a language model."""
        if not conversation or not conversation.questions:
            return question
        document_share = self._searcher.document_share
        return rewrite_followup(question, conversation, commonness=document_share)

    def close(self) -> None:
        """Close the index."""
        self._searcher.close()

    def _handle(
        self, request: Request, words: str, conversation: Conversation, options: AskOptions
    ) -> Iterator[Statement | Answer]:
        """Answer a request about the last answer ("show quote 2")."""
        answer = handle_request(request, words, conversation, self._extractor, options.language)
        yield from answer.statements
        answer = self._log_answer(answer, conversation, options)
        remember_request(request, answer, conversation)
        yield answer

    def _author_for(self, options: AskOptions) -> Author | None:
        """Return who writes the answer, None for quoted sentences.

        Raises ExpectedError when a model must write and none is configured.
        """
        if options.mode == "model" and not self._author:
            raise ExpectedError(
                "No language model is configured.",
                hint="Set OPENAI_API_KEY or MAJLIS_MODEL, or leave out --mode.",
            )
        return None if options.mode == "extractive" else self._author

    def _understand(
        self,
        words: str,
        conversation: Conversation | None,
        author: Author | None,
        options: AskOptions,
        deadline: float,
    ) -> StandaloneQuestion:
        """Return a question that stands alone, made by a model where there is one and it is needed.

        A question in a script that the embedder does not read is then asked in English.
        """
        text, usage = self.standalone(words, conversation), None
        unreadable = not self._searcher.can_read(words)
        depends = depends_on_history(words, text) or continues_history(words)
        if author and (unreadable or (conversation and conversation.turns and depends)):
            options.on_progress(f"asking {author.model.name} what is meant")
            utterances = [each.words for each in conversation.utterances] if conversation else []
            language = "English" if unreadable else "the language of the question"
            rewritten, usage = author.rewrite(words, utterances, language, options, deadline)
            text = rewritten or text
        if text != words:
            options.on_rewrite(text)
        return StandaloneQuestion(text, words, usage)

    def _answering(self, question: str) -> list[Candidate]:
        """Return the sentences that answer a question, [] if none do.

        Half as much is read as for an answer.
        """
        return self._extractor.extract(question, at_once=2).select(DEFAULT_OPTIONS.limit)

    def _log_answer(
        self, answer: Answer, conversation: Conversation | None, options: AskOptions
    ) -> Answer:
        """Keep an answer in the log if there is one; returns it with the id it has there."""
        if self._log is None or not options.keep_in_log:
            return answer
        name = conversation.id if conversation else ""
        return self._log.keep(answer, user=options.user, conversation=name)

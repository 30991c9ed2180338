"""A question becomes an answer. Start reading here."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.answer_log.log import AnswerLog
from bot.answers import Answer, Statement, Usage
from bot.ask_options import DEFAULT_OPTIONS, SEARCHING, AskOptions
from bot.checking.check_report import CheckReport
from bot.checking.check_text import LONGEST, check_text
from bot.conversing.conversation import Conversation
from bot.conversing.handle_request import handle_request, remember_request
from bot.conversing.requests import parse_request
from bot.conversing.rewrite_followup import (
    continues_history,
    depends_on_history,
    history_weight,
    rewrite_followup,
)
from bot.conversing.suggest import suggest
from bot.conversing.validate_question import validate_question
from bot.extracting.answerability import NOTHING_FOUND, Decision, decide_answerability
from bot.extracting.candidates import Candidate, in_reading_order, rank_sentences, select_sentences
from bot.extracting.evidence import measure_evidence
from bot.extracting.multilingual import (
    english_relation_query,
    judge_multilingual,
    reads_other_languages,
)
from bot.generating.author import Author
from bot.generating.draft import Draft
from prompts import say
from retrieval.errors import ExpectedError
from retrieval.language.question_types import classify_question, to_search_query
from retrieval.language.words import script
from retrieval.passages import Hit
from retrieval.search.searcher import Searcher, SearchResult

HITS = 20
NEAREST = 3


class Assistant:
    """Answers questions from the articles; safe to share between threads."""

    def __init__(
        self, searcher: Searcher, *, author: Author | None = None, log: AnswerLog | None = None
    ) -> None:
        """Answer by what a searcher finds, in an author's words, or else in quoted sentences.

        With a log, every answer is kept there.
        """
        self._searcher = searcher
        self._author = author
        self._log = log

    def ask(
        self,
        question: str,
        conversation: Conversation | None = None,
        manner: AskOptions = DEFAULT_OPTIONS,
    ) -> Answer:
        """Answer a question; raises ExpectedError for one that cannot be asked."""
        *_, answer = self.stream(question, conversation, manner)
        assert isinstance(answer, Answer)
        return answer

    def stream(
        self,
        question: str,
        conversation: Conversation | None = None,
        manner: AskOptions = DEFAULT_OPTIONS,
    ) -> Iterator[Statement | Answer]:
        """Yield each checked statement as soon as there is one, and last the whole answer."""
        begun = time.perf_counter()
        words = validate_question(question)
        author = self._author_for(manner)
        if conversation and conversation.last and (request := parse_request(words)):
            answer = handle_request(request, words, conversation, self._searcher, manner.language)
            yield from answer.statements
            answer = self._log_answer(answer, conversation, manner)
            remember_request(request, answer, conversation)
            yield answer
            return
        until = author.deadline() if author else 0.0
        alone, rewriting = self._rewrite(words, conversation, author, manner, until)
        earlier = conversation.questions if conversation else []
        if alone != words:
            manner.on_rewrite(alone)
        manner.on_progress(SEARCHING)
        found = self._found(alone, earlier, history_weight(words, alone))
        searched = time.perf_counter()
        ranked, decision = self._judge(alone, found, follows=alone != words)
        draft = Draft()
        if author and decision.answerable:
            draft = yield from author.write(question_for_model(words, alone), ranked, manner, until)
        if decision.answerable and not draft.sufficient:
            yield from draft.quote(self._chosen(alone, ranked, manner))
        done = time.perf_counter()
        answer = Answer(
            question=words,
            standalone_question=alone,
            statements=tuple(draft.statements),
            citations=tuple(draft.citing.citations),
            nearest=() if decision.answerable else found.hits[:NEAREST],
            mode="model" if draft.written else "extractive",
            abstained=not decision.answerable,
            remark=draft.remark
            if decision.answerable
            else self._remark(words, found, manner.language),
            reason="; ".join(
                filter(None, (decision.reason, describe_readings(found), draft.reason))
            ),
            searched=found.passages,
            dropped=tuple(draft.dropped),
            hits=found.hits,
            timing_ms=(
                ("search", (searched - begun) * 1000),
                ("answer", (done - searched) * 1000),
            ),
            elapsed_ms=(done - begun) * 1000,
            usage=draft.usage.plus(rewriting) if draft.usage else rewriting,
            language=manner.language,
            confidence=decision.confidence,
        )
        answer = self._log_answer(answer, conversation, manner)
        if conversation is not None:
            conversation.remember(answer)
        yield answer

    def _log_answer(
        self, answer: Answer, conversation: Conversation | None, manner: AskOptions
    ) -> Answer:
        """Keep an answer in the log, if there is one; its id is the log's."""
        name = conversation.id if conversation else ""
        if self._log is None or not manner.keep_in_log:
            return answer
        return self._log.keep(answer, user=manner.user, conversation=name)

    def _author_for(self, manner: AskOptions) -> Author | None:
        """Give who writes the answer; raises ExpectedError when a model is asked for in vain."""
        if manner.mode == "model" and not self._author:
            raise ExpectedError(
                "No language model is configured.",
                hint="Set OPENAI_API_KEY or MAJLIS_MODEL, or leave out --mode.",
            )
        return None if manner.mode == "extractive" else self._author

    def _chosen(
        self, question: str, ranked: list[Candidate], manner: AskOptions
    ) -> list[Candidate]:
        """Choose the sentences that answer a question without a model."""
        kind = classify_question(question)
        return in_reading_order(select_sentences(ranked, kind, limit=manner.limit), kind)

    def _found(self, question: str, earlier: Sequence[str], weight: float) -> SearchResult:
        """Search; what is asked about two names in another script, in the articles' words, too."""
        found = self._searcher.find(
            to_search_query(question), limit=HITS, earlier=earlier, weight=weight
        )
        if not (english := english_relation_query(question, found)):
            return found
        again = self._searcher.find(english, limit=HITS, earlier=earlier, weight=weight)
        return replace(again, query=replace(again.query, readings=found.query.readings))

    def _judge(
        self, question: str, found: SearchResult, *, follows: bool = False
    ) -> tuple[list[Candidate], Decision]:
        """Rank the sentences that were found and decide whether they answer."""
        if not found.query.in_local_script:
            return judge_multilingual(question, found, self._searcher)
        candidates = rank_sentences(found, question)
        if not candidates:
            return [], NOTHING_FOUND
        return candidates, decide_answerability(
            question, measure_evidence(found, candidates), follows=follows
        )

    def search(
        self, question: str, conversation: Conversation | None = None, *, limit: int = 10
    ) -> list[Hit]:
        """Give the passages for a question, best first."""
        words = validate_question(question)
        alone = self.standalone(words, conversation)
        earlier = conversation.questions if conversation else []
        return self._searcher.search(
            to_search_query(alone),
            limit=limit,
            earlier=earlier,
            weight=history_weight(words, alone),
        )

    def suggest(self, answer: Answer, *, limit: int = 3) -> list[str]:
        """Give questions to go on with: the articles answer each with something not yet shown."""
        commonness = self._searcher.document_share
        return suggest(answer, self._quotes, commonness=commonness, limit=limit)

    def check(self, text: str, manner: AskOptions = DEFAULT_OPTIONS) -> CheckReport:
        """Hold a text, stripped, against the articles; raises QuestionError if it is empty."""
        return check_text(validate_question(text, LONGEST), self._searcher, manner.language)

    def _quotes(self, question: str) -> list[Candidate]:
        """Give the sentences that answer a question; none if they do not."""
        ranked, decision = self._judge(
            question, self._searcher.find(to_search_query(question), limit=HITS)
        )
        return self._chosen(question, ranked, DEFAULT_OPTIONS) if decision.answerable else []

    def standalone(self, question: str, conversation: Conversation | None) -> str:
        """Make a follow-up stand alone."""
        if not conversation or not conversation.questions:
            return question
        return rewrite_followup(question, conversation, commonness=self._searcher.document_share)

    def _rewrite(
        self,
        words: str,
        conversation: Conversation | None,
        author: Author | None,
        manner: AskOptions,
        until: float,
    ) -> tuple[str, Usage | None]:
        """Make a question stand alone, with a model if there is one and the question needs it.

        A question in a script that the embedder does not read is then asked in English.
        """
        alone = self.standalone(words, conversation)
        foreign = not self._searcher.can_read(words)
        hangs = bool(conversation and conversation.turns) and (
            depends_on_history(words, alone) or continues_history(words)
        )
        if not author or not (foreign or hangs):
            return alone, None
        manner.on_progress(f"asking {author.model.name} what is meant")
        said = [each.words for each in conversation.utterances] if conversation else []
        language = "English" if foreign else "the language of the question"
        text, usage = author.rewrite(words, said, language, manner, until)
        return text or alone, usage

    def _remark(self, question: str, found: SearchResult, language: str) -> str:
        """Say why there was no hope, if there was none."""
        if not any(c.isalnum() for c in question):
            return say("nothing-asked", language)
        understood = found.query.in_local_script or reads_other_languages(self._searcher)
        return "" if understood else say("unknown-language", language)

    def close(self) -> None:
        """Let go of the index."""
        self._searcher.close()


def describe_readings(found: SearchResult) -> str:
    """Say which words were read as others."""
    return "; ".join(
        f"{word!r} was read as {term!r}" for word, term in found.query.readings.items()
    )


def question_for_model(words: str, alone: str) -> str:
    """Give the question for a model: what was meant, and if it was translated what was said."""
    return alone if script(words) == script(alone) else f"{alone} (asked as: {words})"

"""A question becomes an answer. Start reading here."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.answers import Answer, Statement, Usage
from bot.asking.checked import checked
from bot.asking.conversation import Conversation
from bot.asking.questions import asked, focus
from bot.asking.requests import requested
from bot.asking.standalone import continues, depends, leaning, standalone
from bot.checking.check import LONGEST, check
from bot.checking.checked import Checked
from bot.keeping.log import Log
from bot.manner import SEARCHING, USUAL, Manner
from bot.quoting.abstain import NOTHING_FOUND, Decision, decide
from bot.quoting.evidence import measure
from bot.quoting.extract import Chosen, choose, in_reading_order, rank
from bot.quoting.foreign import between, judge_foreign, understands
from bot.quoting.fulfil import fulfil, remember
from bot.suggest import suggest
from bot.writing.author import Author
from bot.writing.draft import Draft
from prompts import say
from retrieval.errors import ExpectedError
from retrieval.passages import Hit
from retrieval.search import Found, Searcher
from retrieval.words import script

HITS = 20
NEAREST = 3


class Assistant:
    """Answers questions from the articles; safe to share between threads."""

    def __init__(
        self, searcher: Searcher, *, author: Author | None = None, log: Log | None = None
    ) -> None:
        """Answer by what a searcher finds, in an author's words, or else in quoted sentences.

        With a log, every answer is kept there.
        """
        self._searcher = searcher
        self._author = author
        self._log = log

    def ask(
        self, question: str, conversation: Conversation | None = None, manner: Manner = USUAL
    ) -> Answer:
        """Answer a question; raises ExpectedError for one that cannot be asked."""
        *_, answer = self.stream(question, conversation, manner)
        assert isinstance(answer, Answer)
        return answer

    def stream(
        self, question: str, conversation: Conversation | None = None, manner: Manner = USUAL
    ) -> Iterator[Statement | Answer]:
        """Yield each checked statement as soon as there is one, and last the whole answer."""
        begun = time.perf_counter()
        words = checked(question)
        author = self._author_for(manner)
        if conversation and conversation.last and (request := requested(words)):
            answer = fulfil(request, words, conversation, self._searcher, manner.language)
            yield from answer.statements
            answer = self._kept(answer, conversation, manner)
            remember(request, answer, conversation)
            yield answer
            return
        until = author.deadline() if author else 0.0
        alone, rewriting = self._understood(words, conversation, author, manner, until)
        earlier = conversation.questions if conversation else []
        if alone != words:
            manner.understood(alone)
        manner.tell(SEARCHING)
        found = self._found(alone, earlier, leaning(words, alone))
        searched = time.perf_counter()
        ranked, decision = self._judge(alone, found, follows=alone != words)
        draft = Draft()
        if author and decision.grounded:
            draft = yield from author.write(in_its_words(words, alone), ranked, manner, until)
        if decision.grounded and not draft.sufficient:
            yield from draft.quote(self._chosen(alone, ranked, manner))
        done = time.perf_counter()
        answer = Answer(
            question=words,
            standalone_question=alone,
            statements=tuple(draft.statements),
            citations=tuple(draft.citing.citations),
            nearest=() if decision.grounded else found.hits[:NEAREST],
            mode="model" if draft.written else "extractive",
            abstained=not decision.grounded,
            remark=draft.remark
            if decision.grounded
            else self._remark(words, found, manner.language),
            reason="; ".join(filter(None, (decision.reason, read_as(found), draft.reason))),
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
        answer = self._kept(answer, conversation, manner)
        if conversation is not None:
            conversation.remember(answer)
        yield answer

    def _kept(self, answer: Answer, conversation: Conversation | None, manner: Manner) -> Answer:
        """Keep an answer in the log, if there is one; its id is the log's."""
        name = conversation.id if conversation else ""
        if self._log is None or not manner.kept:
            return answer
        return self._log.keep(answer, user=manner.user, conversation=name)

    def _author_for(self, manner: Manner) -> Author | None:
        """Give who writes the answer; raises ExpectedError when a model is asked for in vain."""
        if manner.mode == "model" and not self._author:
            raise ExpectedError(
                "No language model is configured.",
                hint="Set OPENAI_API_KEY or MAJLIS_MODEL, or leave out --mode.",
            )
        return None if manner.mode == "extractive" else self._author

    def _chosen(self, question: str, ranked: list[Chosen], manner: Manner) -> list[Chosen]:
        """Choose the sentences that answer a question without a model."""
        kind = asked(question)
        return in_reading_order(choose(ranked, kind, limit=manner.limit), kind)

    def _found(self, question: str, earlier: Sequence[str], weight: float) -> Found:
        """Search; what is asked about two names in another script, in the articles' words, too."""
        found = self._searcher.find(focus(question), limit=HITS, earlier=earlier, weight=weight)
        if not (english := between(question, found)):
            return found
        again = self._searcher.find(english, limit=HITS, earlier=earlier, weight=weight)
        return replace(again, query=replace(again.query, read=found.query.read))

    def _judge(
        self, question: str, found: Found, *, follows: bool = False
    ) -> tuple[list[Chosen], Decision]:
        """Rank the sentences that were found and decide whether they answer."""
        if not found.query.known:
            return judge_foreign(question, found, self._searcher)
        candidates = rank(found, question)
        if not candidates:
            return [], NOTHING_FOUND
        return candidates, decide(question, measure(found, candidates), follows=follows)

    def search(
        self, question: str, conversation: Conversation | None = None, *, limit: int = 10
    ) -> list[Hit]:
        """Give the passages for a question, best first."""
        words = checked(question)
        alone = self.standalone(words, conversation)
        earlier = conversation.questions if conversation else []
        return self._searcher.search(
            focus(alone), limit=limit, earlier=earlier, weight=leaning(words, alone)
        )

    def suggest(self, answer: Answer, *, limit: int = 3) -> list[str]:
        """Give questions to go on with: the articles answer each with something not yet shown."""
        commonness = self._searcher.commonness
        return suggest(answer, self._quotes, commonness=commonness, limit=limit)

    def check(self, text: str, manner: Manner = USUAL) -> Checked:
        """Hold a text, stripped, against the articles; raises QuestionError if it is empty."""
        return check(checked(text, LONGEST), self._searcher, manner.language)

    def _quotes(self, question: str) -> list[Chosen]:
        """Give the sentences that answer a question; none if they do not."""
        ranked, decision = self._judge(question, self._searcher.find(focus(question), limit=HITS))
        return self._chosen(question, ranked, USUAL) if decision.grounded else []

    def standalone(self, question: str, conversation: Conversation | None) -> str:
        """Make a follow-up stand alone."""
        if not conversation or not conversation.questions:
            return question
        return standalone(question, conversation, commonness=self._searcher.commonness)

    def _understood(
        self,
        words: str,
        conversation: Conversation | None,
        author: Author | None,
        manner: Manner,
        until: float,
    ) -> tuple[str, Usage | None]:
        """Make a question stand alone, with a model if there is one and the question needs it.

        A question in a script that the embedder does not read is then asked in English.
        """
        alone = self.standalone(words, conversation)
        foreign = not self._searcher.reads(words)
        hangs = bool(conversation and conversation.turns) and (
            depends(words, alone) or continues(words)
        )
        if not author or not (foreign or hangs):
            return alone, None
        manner.tell(f"asking {author.model.name} what is meant")
        said = [each.words for each in conversation.said] if conversation else []
        language = "English" if foreign else "the language of the question"
        text, usage = author.rewrite(words, said, language, manner, until)
        return text or alone, usage

    def _remark(self, question: str, found: Found, language: str) -> str:
        """Say why there was no hope, if there was none."""
        if not any(c.isalnum() for c in question):
            return say("nothing-asked", language)
        understood = found.query.known or understands(self._searcher)
        return "" if understood else say("unknown-language", language)

    def close(self) -> None:
        """Let go of the index."""
        self._searcher.close()


def read_as(found: Found) -> str:
    """Say which words were read as others."""
    return "; ".join(f"{word!r} was read as {term!r}" for word, term in found.query.read.items())


def in_its_words(words: str, alone: str) -> str:
    """Give the question for a model: what was meant, and if it was translated what was said."""
    return alone if script(words) == script(alone) else f"{alone} (asked as: {words})"

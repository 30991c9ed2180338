"""Who writes with a chat model: answers, and questions that stand alone. Within a budget."""

import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from bot.answers import DroppedStatement, Statement, Usage
from bot.ask_options import AskOptions
from bot.extracting.candidates import Candidate
from bot.extracting.citations import CitationList
from bot.generating.answer_request import AnswerRequest, request_answer
from bot.generating.budget import Budget, OverBudgetError
from bot.generating.chat_model import ChatModel, PromptTurn
from bot.generating.check_reply import UNCHECKED, check_reply, note_failure
from bot.generating.claim_checker import Checker, distances_from_best
from bot.generating.constrained_answer import read_constrained_claims
from bot.generating.draft import Draft
from bot.generating.likeness import Likeness
from bot.generating.mend_labels import mend_labels
from bot.generating.model_errors import ModelFailedError
from bot.generating.model_reply import ModelRequest, Reply
from bot.generating.sentence_labels import disarm, read_claims
from prompts import say, turns, version
from retrieval.language.aliases import entities_in, remove_entities
from retrieval.language.question_types import proper_names
from retrieval.language.words import script

_MOST_REQUESTS = 4  # for an answer: its server may refuse a schema, then the length
_SECOND_TRY_SHARE = 0.25  # of the time for an answer: as much must be left
_REWRITE_TOKENS = 80
_REWRITE_CHARACTERS = 300
_REWRITE_SHARE = 0.25  # of the time for an answer


@dataclass(frozen=True, slots=True)
class Author:
    """Writes with a chat model, within a budget; safe to share between threads."""

    model: ChatModel
    budget: Budget
    passage_tokens: int
    likeness: Likeness | None = None

    def deadline(self) -> float:
        """Return the moment (`time.monotonic`) by which a question asked now must be answered."""
        return time.monotonic() + self.model.settings.timeout_s

    def write(
        self,
        question: str,
        candidates: Sequence[Candidate],
        options: AskOptions,
        deadline: float,
        citations: CitationList,
    ) -> Generator[Statement, None, Draft]:
        """Yield each statement once it is checked; `candidates` are the sentences, best first.

        A model that writes nothing provable is told so and asked once more. Never raises for what
        a model or its server does: the draft says what went wrong. Raises ExpectedError for a model
        that is not installed.
        """
        draft = Draft(citations)
        self.model.load()
        options.on_progress(f"asking {self.model.name}")
        dropped: tuple[DroppedStatement, ...] = ()
        for left in range(_MOST_REQUESTS - 1, -1, -1):
            hits = list({choice.hit.passage.id: choice.hit for choice in candidates}.values())
            request = request_answer(
                question, hits, self.model, limit=options.limit, passage_tokens=self.passage_tokens
            ).after(dropped)
            checker = Checker(
                question, request.passages, distances_from_best(candidates), self.likeness
            )
            try:
                yield from self._check(request, checker, draft, options, deadline)
            except OverBudgetError as over:
                if not dropped:
                    draft.remark = say("over-budget", options.language, budget=over.budget)
                    draft.reason = f"the {over} does not allow to ask the model"
                break
            except ModelFailedError as failed:
                if left:
                    continue
                note_failure(failed, draft, options.language)
            if dropped or not self._may_try_again(draft, deadline):
                break
            dropped = tuple(draft.dropped)
        return draft

    def _check(
        self,
        request: AnswerRequest,
        checker: Checker,
        draft: Draft,
        options: AskOptions,
        deadline: float,
    ) -> Generator[Statement, None, None]:
        """Ask for an answer and yield its checked statements; adds what it took to the draft.

        Raises OverBudgetError, and ModelFailedError where another prompt may be taken.
        """
        wanted = replace(
            self.model_request(request.turns, request.max_tokens, options, deadline),
            response_format=request.response_format,
            limits=request.limits,
        )
        usages: list[Usage] = []
        try:
            with self.reserved_reply(wanted, request.prompt, options.user, draft.usage) as (
                reply,
                usages,
            ):
                draft.remark = draft.reason = ""
                shown = request.passages.sentences.keys()
                if request.response_format:
                    claims = read_constrained_claims(reply, shown, self.model.forget_schema)
                else:
                    claims = read_claims(reply, shown)
                mended = mend_labels(claims, request.passages)
                yield from check_reply(mended, checker, draft, options)
        finally:
            for usage in usages:
                draft.usage = usage.plus(draft.usage)

    def _may_try_again(self, draft: Draft, deadline: float) -> bool:
        """Return whether a model that wrote nothing provable has the time for another answer."""
        left_s = deadline - time.monotonic()
        enough = left_s > _SECOND_TRY_SHARE * self.model.settings.timeout_s
        return draft.reason == UNCHECKED and bool(draft.dropped) and enough

    def rewrite(
        self,
        question: str,
        utterances: Sequence[str],
        language: str,
        options: AskOptions,
        deadline: float,
    ) -> tuple[str, Usage | None]:
        """Return a follow-up as the model made it stand alone; "" if it failed or made up names."""
        prompt = turns(
            "standalone",
            conversation="\n".join(map(disarm, utterances)),
            question=disarm(question),
            language=language,
        )
        own = time.monotonic() + _REWRITE_SHARE * self.model.settings.timeout_s
        usages: list[Usage] = []
        try:
            request = self.model_request(prompt, _REWRITE_TOKENS, options, min(own, deadline))
            with self.reserved_reply(request, "standalone", options.user) as (reply, usages):
                text = " ".join("".join(reply).split())
        except (ModelFailedError, OverBudgetError):
            text = ""
        conversation = " ".join([*utterances, question])
        return (text if _adds_no_names(text, question, conversation) else ""), next(
            iter(usages), None
        )

    def model_request(
        self, prompt: Sequence[PromptTurn], max_tokens: int, options: AskOptions, deadline: float
    ) -> ModelRequest:
        thinking = say("model-thinking", options.language)
        return ModelRequest(
            prompt, max_tokens, deadline, options.stop, lambda: options.on_progress(thinking)
        )

    @contextmanager
    def reserved_reply(
        self, request: ModelRequest, name: str, user: str, earlier: Usage | None = None
    ) -> Iterator[tuple[Reply, list[Usage]]]:
        """Ask the model if the budget allows; the list holds the usage when the block is left.

        `earlier` is what the same answer took before.
        """
        reserved = self.budget.reserve(
            user,
            input_tokens=sum(self.model.count(words) for _, words in request.turns),
            output_tokens=request.max_tokens,
            earlier=earlier,
        )
        reply = Reply(self.model, request)
        usages: list[Usage] = []
        try:
            yield reply, usages
        finally:
            reply.close()
            tokens = {"input_tokens": reply.input_tokens, "output_tokens": reply.output_tokens}
            self.budget.settle(reserved, **tokens)
            usages.append(
                Usage(self.model.name, version(name), **tokens, cost=self.budget.cost(**tokens))
            )


def _adds_no_names(text: str, question: str, conversation: str) -> bool:
    """Return whether a question that was made to stand alone names only what was named before."""
    if not 0 < len(text) <= _REWRITE_CHARACTERS or not any(c.isalpha() for c in text):
        return False
    if not entities_in(question) <= entities_in(text) <= entities_in(conversation):
        return False
    low = conversation.lower()
    own = [
        word for word in remove_entities(" ".join(proper_names(text))).split() if word[0].isupper()
    ]
    translated = any(script(word) not in ("LATIN", "") for word in conversation.split())
    return translated or all(word.lower() in low for word in own)

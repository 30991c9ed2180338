"""Who writes with a chat model: answers, and questions that stand alone. Within a budget."""

import time
from collections.abc import Collection, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from bot.answers import Statement, Usage
from bot.ask_options import STOPPED, AskOptions
from bot.extracting.candidates import Candidate
from bot.generating.budget import Budget, OverBudgetError
from bot.generating.chat_model import ChatModel
from bot.generating.claim_checker import Checker, distances_from_best
from bot.generating.draft import Draft
from bot.generating.model_errors import ModelFailedError
from bot.generating.model_reply import ModelRequest, PromptTurn, Reply
from bot.generating.sentence_labels import disarm, label_passages, read_claims
from prompts import say, turns, version
from retrieval.language.aliases import entities_in, remove_entities
from retrieval.language.question_types import proper_names
from retrieval.language.words import script

NO_ANSWER = "NO ANSWER"
_REWRITE_TOKENS = 80
_REWRITE_CHARACTERS = 300
_REWRITE_SHARE = 0.25  # of the time for an answer


@dataclass(frozen=True, slots=True)
class Author:
    """Writes with a chat model, within a budget; safe to share between threads."""

    model: ChatModel
    budget: Budget
    passage_tokens: int

    def deadline(self) -> float:
        """Return the moment (`time.monotonic`) by which a question asked now must be answered."""
        return time.monotonic() + self.model.settings.timeout_s

    def write(
        self,
        question: str,
        candidates: Sequence[Candidate],
        options: AskOptions,
        deadline: float,
    ) -> Generator[Statement, None, Draft]:
        """Yield each statement once it is checked; `ranked` are the sentences found, best first.

        Never raises for what a model or its server does: the draft says what went wrong. Raises
        ExpectedError for a model that is not installed.
        """
        draft = Draft()
        self.model.load()
        hits = list({choice.hit.passage.id: choice.hit for choice in candidates}.values())
        passages = label_passages(hits, self.model.count, limit=self.passage_tokens)
        prompt = turns(
            "answer", passages=passages.text, question=disarm(question), limit=options.limit
        )
        options.on_progress(f"asking {self.model.name}")
        try:
            with self._reserved_reply(prompt, "answer", options, deadline) as (reply, usages):
                yield from _check_reply(
                    reply,
                    Checker(question, passages, distances_from_best(candidates)),
                    passages.sentences,
                    draft,
                    options,
                )
        except OverBudgetError as over:
            draft.remark = say("over-budget", options.language, budget=over.budget)
            draft.reason = f"the {over} does not allow to ask the model"
        else:
            draft.usage = usages[0]
        return draft

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
            with self._reserved_reply(
                prompt, "standalone", options, min(own, deadline), max_tokens=_REWRITE_TOKENS
            ) as (reply, usages):
                text = " ".join("".join(reply).split())
        except (ModelFailedError, OverBudgetError):
            text = ""
        conversation = " ".join([*utterances, question])
        return (text if _adds_no_names(text, question, conversation) else ""), next(
            iter(usages), None
        )

    @contextmanager
    def _reserved_reply(
        self,
        prompt: Sequence[PromptTurn],
        name: str,
        options: AskOptions,
        deadline: float,
        *,
        max_tokens: int | None = None,
    ) -> Iterator[tuple[Reply, list[Usage]]]:
        """Ask the model if the budget allows; the list holds the usage when the block is left."""
        most = max_tokens or self.model.settings.max_tokens
        reserved = self.budget.reserve(
            options.user,
            input_tokens=sum(self.model.count(words) for _, words in prompt),
            output_tokens=most,
        )
        thinking = say("model-thinking", options.language)
        request = ModelRequest(
            prompt, most, deadline, options.stop, lambda: options.on_progress(thinking)
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


def _check_reply(
    reply: Reply, checker: Checker, shown: Collection[str], draft: Draft, options: AskOptions
) -> Generator[Statement, None, None]:
    """Yield the statements of what arrives, sentence by sentence, until there are enough."""
    try:
        for claim in read_claims(reply, shown):
            if claim.text.strip(" .").upper() == NO_ANSWER:
                draft.reason = "the model said that the passages do not answer"
                break
            if options.stop.is_set():
                break
            if statement := checker.check(claim, draft):
                draft.statements.append(statement)
                draft.by_model = draft.sufficient = True
                yield statement
            if len(draft.statements) == options.limit:
                break
    except ModelFailedError as failed:
        _note_failure(failed, draft, options.language)
    _note_ending(checker, draft, options)


def _note_failure(failed: ModelFailedError, draft: Draft, language: str) -> None:
    """Write into a draft why the model failed; what it wrote before is not enough."""
    draft.remark = say(
        "model-broke-off" if draft.statements else "model-failed",
        language, why=failed.why, status=failed.status,
    )  # fmt: skip
    draft.reason = f"the model {failed}"
    draft.sufficient = False


def _note_ending(checker: Checker, draft: Draft, options: AskOptions) -> None:
    """Write into a draft what a person should know of how the reply ended."""
    if options.stop.is_set():
        draft.remark, draft.reason, draft.sufficient = "", STOPPED, True
    elif not draft.statements and not draft.reason:
        draft.remark = say("model-unchecked", options.language)
        draft.reason = "nothing that the model wrote could be checked"
    elif checker.translated:
        draft.remark = say("translated", options.language)


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

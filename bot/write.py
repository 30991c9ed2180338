"""Let a model write the answer, and pass on only what its labels prove."""

import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.answers import Dropped, Statement, Usage
from bot.budget import Budget, OverBudgetError
from bot.citations import Citing, cut
from bot.extract import Chosen
from bot.failures import ModelFailedError
from bot.generate import ChatModel, Reply
from bot.labels import Claim, Shown, claims, inert, shown
from bot.manner import STOPPED, Manner
from bot.orders import speaks_for_itself, tells_nothing
from bot.support import Ground, adds, translated, unsupported
from prompts import render, turns, version
from retrieval.passages import Hit, Sentence
from retrieval.reading import said

NO_ANSWER = "NO ANSWER"
FAR = 0.35  # below the best sentence, from which on one has nothing to do with the question
_PROMPT = "answer"


@dataclass(slots=True)
class Draft:
    """An answer in the making: what a model wrote and was checked, then what is quoted.

    `remark` is a sentence for the person when it went wrong, `reason` says for `--explain` how it
    went; `sufficient` tells that nothing need be quoted besides, `written` that a model wrote.
    """

    citing: Citing = field(default_factory=Citing)
    statements: list[Statement] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    usage: Usage | None = None
    remark: str = ""
    reason: str = ""
    sufficient: bool = False
    written: bool = False

    def quote(self, chosen: Sequence[Chosen]) -> Iterator[Statement]:
        """Yield a statement for each sentence that was not cited before."""
        for statement in self.citing.quote(chosen):
            self.statements.append(statement)
            yield statement


@dataclass(frozen=True, slots=True)
class Author:
    """Writes answers with a chat model, within a budget; safe to share between threads."""

    model: ChatModel
    budget: Budget
    passage_tokens: int

    def write(
        self, question: str, ranked: Sequence[Chosen], manner: Manner
    ) -> Generator[Statement, None, Draft]:
        """Yield each statement once it is checked; `ranked` are the sentences found, best first.

        Never raises for what a model or its server does: the draft says what went wrong. Raises
        ExpectedError for a model that is not installed.
        """
        until = time.monotonic() + self.model.settings.timeout_s
        draft = Draft()
        self.model.load()
        hits = list({choice.hit.passage.id: choice.hit for choice in ranked}.values())
        material = shown(hits, self.model.count, limit=self.passage_tokens)
        prompt = turns(
            _PROMPT, passages=material.text, question=inert(question), limit=manner.limit
        )
        reply = self.model.reply(prompt, until=until, stop=manner.stop)
        try:
            reserved = self.budget.reserve(
                manner.user,
                input_tokens=sum(self.model.count(words) for _, words in prompt),
                output_tokens=self.model.settings.max_tokens,
            )
        except OverBudgetError as over:
            draft.remark = render("over_budget", budget=over)
            draft.reason = f"the {over} is used up"
            return draft
        checker = _Checker(question, material, _scores(ranked))
        try:
            yield from self._checked(reply, checker, draft, manner)
        finally:
            reply.leave()
            tokens = {"input_tokens": reply.input_tokens, "output_tokens": reply.output_tokens}
            self.budget.settle(reserved, **tokens)
            cost = self.budget.cost(**tokens)
            draft.usage = Usage(self.model.name, version(_PROMPT), **tokens, cost=cost)
        return draft

    def _checked(
        self, reply: Reply, checker: "_Checker", draft: Draft, manner: Manner
    ) -> Generator[Statement, None, None]:
        """Check what arrives, sentence by sentence, until there is enough of it."""
        manner.tell(f"asking {self.model.name}")
        try:
            for claim in claims(reply):
                if claim.text.strip(" .").upper() == NO_ANSWER:
                    draft.reason = "the model said that the passages do not answer"
                    break
                if statement := checker.check(claim, draft):
                    draft.statements.append(statement)
                    draft.written = draft.sufficient = True
                    yield statement
                if len(draft.statements) == manner.limit:
                    break
        except ModelFailedError as failed:
            how = "model_broke_off" if draft.statements else "model_failed"
            draft.remark = render(how, why=failed)
            draft.reason = f"the model {failed}"
            draft.sufficient = False
        if manner.stop.is_set():
            draft.reason, draft.sufficient = STOPPED, True
        elif not draft.statements and not draft.reason:
            draft.remark = render("model_unchecked")
            draft.reason = "nothing that the model wrote could be checked"
        elif checker.translated:
            draft.remark = render("translated")


def _scores(ranked: Sequence[Chosen]) -> dict[tuple[int, int], float]:
    """Give how far below the best each sentence lies."""
    return {
        (choice.hit.passage.id, choice.sentence.start): ranked[0].score - choice.score
        for choice in ranked
    }


class _Checker:
    """Holds each claim against the sentences that its labels name."""

    def __init__(
        self, question: str, material: Shown, behind: Mapping[tuple[int, int], float]
    ) -> None:
        self._question = question
        self._material = material
        self._behind = behind
        self._said: set[str] = set()
        self.translated = False

    def check(self, claim: Claim, draft: Draft) -> Statement | None:
        """Give the statement of a claim with its citations, or note why there is none."""
        known = self._material.sentences
        named = [known[label] for label in claim.labels if label in known]
        struck = [label for label in claim.labels if label not in known]
        for label in struck:
            draft.dropped.append(Dropped(f"[{label}]", "there is no such sentence"))
        reason = self._wrong(claim, named, bool(struck))
        if reason:
            draft.dropped.append(Dropped(claim.text, reason))
            return None
        self._said.add(claim.text)
        numbers = [
            draft.citing.cite(hit, sentence, cut(hit, sentence, claim.text))
            for hit, sentence in named
        ]
        return Statement(claim.text, tuple(dict.fromkeys(numbers)))

    def _wrong(self, claim: Claim, named: Sequence[tuple[Hit, Sentence]], struck: bool) -> str:
        """Say what is wrong with a claim, or ""."""
        if not named:
            return "its labels name no sentence" if struck else "it has no label"
        if claim.text in self._said:
            return "it was said before"
        if not adds(claim.text, self._question):
            return "it says no more than the question"
        if speaks_for_itself(claim.text):
            return "it is no report of what the articles say"
        if any(tells_nothing(h.document.text[s.start : s.end], s.kind) for h, s in named):
            return "the quote is an order or a question"
        if all(self._behind.get((h.passage.id, s.start), 0.0) > FAR for h, s in named):
            return "the quote has nothing to do with the question"
        grounds = [_ground(hit, sentence) for hit, sentence in named]
        reason = unsupported(claim.text, grounds, self._question, self._material.text)
        if not reason and translated(claim.text, grounds[0].text):
            self.translated = True
        return reason


def _ground(hit: Hit, sentence: Sentence) -> Ground:
    """Give what a label names, with what makes it readable and where it is from."""
    document = hit.document
    context = " ".join(span.of(document.text) for span in sentence.context)
    about = " ".join((document.title, document.published, *hit.passage.headings))
    return Ground(f"{context} {said(document, sentence)}", about)

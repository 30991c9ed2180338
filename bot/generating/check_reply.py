"""Check what a model writes, sentence by sentence, as it arrives."""

from collections import Counter
from collections.abc import Generator, Iterable

from bot.answers import Statement
from bot.ask_options import STOPPED, AskOptions
from bot.generating.claim_checker import Checker
from bot.generating.draft import Draft
from bot.generating.model_errors import ModelFailedError
from bot.generating.sentence_labels import NO_ANSWER, Claim
from prompts import say

UNCHECKED = "nothing that the model wrote could be checked"
_MOST_REPEATS = 3  # a model that writes a sentence so often writes nothing else any more


def check_reply(
    claims: Iterable[Claim], checker: Checker, draft: Draft, options: AskOptions
) -> Generator[Statement, None, None]:
    """Yield the statements of what arrives, until there are enough.

    Raises ModelFailedError where another prompt may be taken.
    """
    claims_so_far: set[Claim] = set()
    times: Counter[str] = Counter()
    try:
        for claim in claims:
            if claim.text.strip(" .").upper() == NO_ANSWER:
                draft.reason = "the model said that the passages do not answer"
                break
            times[claim.text] += 1
            if options.stop.is_set() or times[claim.text] == _MOST_REPEATS:
                break
            if claim in claims_so_far:
                continue
            claims_so_far.add(claim)
            if statement := checker.check(claim, draft):
                draft.statements.append(statement)
                draft.by_model = draft.sufficient = True
                yield statement
            if len(draft.statements) == options.limit:
                break
    except ModelFailedError as failed:
        if failed.again and not draft.statements:
            raise
        note_failure(failed, draft, options.language)
    _note_ending(checker, draft, options)


def note_failure(failed: ModelFailedError, draft: Draft, language: str) -> None:
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
        draft.reason = UNCHECKED
    elif checker.translated:
        draft.remark = say("translated", options.language)

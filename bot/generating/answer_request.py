"""What a model is asked for an answer: the passages, the question, and how to write."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.answers import DroppedStatement
from bot.generating.chat_model import ChatModel, PromptTurn
from bot.generating.constrained_answer import MOST_LABELS, answer_format
from bot.generating.sentence_labels import LabelledPassages, disarm, label_passages
from bot.generating.server_limits import ServerLimits
from prompts import turns
from retrieval.passages import Hit

_ANSWER_SHARE = 3  # of what a server takes at once, this part is for the answer
_MARGIN = 0.9  # of it: a server counts tokens in another way
_MOST_REASONS, _LONGEST_REASON = 5, 200


@dataclass(frozen=True, slots=True)
class AnswerRequest:
    """The turns of a prompt, its name and its passages, and the server that it is written for."""

    turns: Sequence[PromptTurn]
    prompt: str
    passages: LabelledPassages
    max_tokens: int
    limits: ServerLimits
    response_format: Mapping[str, Any] | None = None

    def after(self, dropped: Sequence[DroppedStatement]) -> "AnswerRequest":
        """Return a request that tells why these sentences of a first answer were not shown."""
        if not dropped:
            return self
        *before, (role, words) = self.turns
        return replace(self, turns=[*before, (role, f"{words}\n\n{_second_try(dropped)}")])


def request_answer(
    question: str,
    hits: Sequence[Hit],
    model: ChatModel,
    *,
    limit: int,
    passage_tokens: int,
) -> AnswerRequest:
    """Return the request for an answer of at most `limit` sentences, as its server takes it."""
    limits = model.limits
    name = "answer_json" if model.takes_schema and limits.schema else "answer"
    values: dict[str, object] = {"question": disarm(question), "limit": limit}
    max_tokens = model.settings.max_tokens
    if context := limits.context_tokens:
        max_tokens = min(max_tokens, context // _ANSWER_SHARE)
        fixed = sum(model.count(words) for _, words in turns(name, passages="", **values))
        passage_tokens = min(passage_tokens, int(context * _MARGIN) - max_tokens - fixed)
    passages = label_passages(hits, model.count, limit=passage_tokens)
    if len(passages.sentences) > MOST_LABELS:
        name = "answer"
    prompt = turns(name, passages=passages.text, **values)
    wanted = answer_format(passages.sentences.keys()) if name == "answer_json" else None
    return AnswerRequest(prompt, name, passages, max_tokens, limits, wanted)


def _second_try(dropped: Sequence[DroppedStatement]) -> str:
    """Return the words that ask for another answer, with what was wrong with the first."""
    reasons = "\n".join(
        f"- “{disarm(each.text)[:_LONGEST_REASON]}”: {disarm(each.reason)[:_LONGEST_REASON]}"
        for each in dropped[:_MOST_REASONS]
    )
    [(_, words)] = turns("second_try", reasons=reasons)
    return words

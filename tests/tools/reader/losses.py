"""What the reader learns from: whether a passage answers, where, and which of several does best."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch.nn import functional

from tests.tools.reader.batches import EncodedPair
from tests.tools.reader.pairs import PairKind

SPAN_WEIGHT = 0.3
GROUP_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class Losses:
    """The loss of a batch and its parts; a part that nothing in the batch has is None."""

    total: Any
    yes: float
    span: float | None
    group: float | None


def reader_losses(yes: Any, span: Any, batch: Sequence[EncodedPair]) -> Losses:
    """Return the losses of logits: `yes` of shape (pairs,), `span` of (pairs, tokens, 2)."""
    yes, span = yes.float(), span.float()
    answers = torch.tensor([float(pair.answers) for pair in batch])
    total = yes_loss = functional.binary_cross_entropy_with_logits(yes, answers)
    if spans := _span_losses(span.log_softmax(1), batch):
        total = total + SPAN_WEIGHT * torch.stack(spans).mean()
    if groups := _group_losses(yes, batch):
        total = total + GROUP_WEIGHT * torch.stack(groups).mean()
    return Losses(total, yes_loss.item(), _mean(spans), _mean(groups))


def _span_losses(likelihood: Any, batch: Sequence[EncodedPair]) -> list[Any]:
    """Return for each pair with a span how unlikely it is; in a sentence any token will do."""
    losses = []
    for row, pair in enumerate(batch):
        if pair.tokens.span is None:
            continue
        first, last = pair.tokens.span
        if pair.kind is PairKind.SENTENCE:
            losses.append(-likelihood[row, first : last + 1].logsumexp(0).sum())
        else:
            losses.append(-likelihood[row, first, 0] - likelihood[row, last, 1])
    return losses


def _group_losses(yes: Any, batch: Sequence[EncodedPair]) -> list[Any]:
    """Return for each group that has an answer how unlikely an answering passage comes first."""
    groups: dict[int, list[int]] = {}
    for row, pair in enumerate(batch):
        if pair.group is not None:
            groups.setdefault(pair.group, []).append(row)
    losses = []
    for rows in groups.values():
        answering = [row for row in rows if batch[row].answers]
        if answering and len(answering) < len(rows):
            losses.append(yes[rows].logsumexp(0) - yes[answering].logsumexp(0))
    return losses


def _mean(losses: list[Any]) -> float | None:
    return sum(loss.item() for loss in losses) / len(losses) if losses else None

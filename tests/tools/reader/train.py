"""Train the reader on pairs, for so many seconds or pairs; a run that was stopped goes on."""

import logging
import math
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import fmean
from typing import Any

import torch

from retrieval.errors import ExpectedError
from tests.tools.reader.batches import Batches, EncodedPair, in_groups
from tests.tools.reader.checkpoint import (
    FROZEN,
    Progress,
    load_checkpoint,
    save_checkpoint,
    save_state,
)
from tests.tools.reader.losses import Losses, reader_losses
from tests.tools.reader.minilm_weights import minilm_weights
from tests.tools.reader.network import MiniLM, ReaderNetwork
from tests.tools.reader.pair_tokens import PairEncoder
from tests.tools.reader.pairs import TrainingPair, read_pairs

log = logging.getLogger(__name__)

HEAD_FACTOR = 4  # the heads begin from nothing and learn at so many times the rate of MiniLM
WARM_UP = 0.05  # of the run, in which the rate grows
_DECAY, _LONGEST_GRADIENT = 0.01, 1.0
_LOG_STEPS = 50


@dataclass(frozen=True, slots=True)
class TrainOptions:
    """How a run goes. `seconds` or `pairs` ends it; a thread more or less changes its sums."""

    data: tuple[Path, ...]
    out: Path
    start: Path | None = None
    seconds: float = 0.0
    pairs: int = 0
    rate: float = 1e-4
    batch: int = 32
    seed: int = 3
    threads: int = 1
    weights: dict[str, float] = field(default_factory=dict)
    checkpoint_s: float = 240.0

    @property
    def checkpoint(self) -> Path:
        """Return the file that a run goes on from."""
        return self.out.with_name(f"{self.out.name}.checkpoint")

    def settings(self) -> dict[str, Any]:
        """Return what has to stay the same in a run that goes on."""
        named = asdict(self)
        for name in ("out", "threads", "checkpoint_s"):
            del named[name]
        data = [f"{path.name}, {path.stat().st_size} bytes" for path in self.data]
        return named | {"data": data, "start": str(self.start or "")}

    def done(self, progress: Progress) -> float:
        """Return which share of the run is behind it; 1 or more at its end."""
        if self.pairs:
            return progress.pairs / self.pairs
        return progress.elapsed_s / self.seconds


def train(options: TrainOptions) -> None:
    """Train as the options say, and write the state of the network."""
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    pairs = [pair for path in options.data for pair in read_pairs(path)]
    train_network(options, start_network(options.start), pairs, PairEncoder())


def start_network(start: Path | None) -> ReaderNetwork:
    """Return a network with the weights of MiniLM, or of a saved state.

    The vectors of words are those of the package in any case, since they are looked up there.
    """
    network = ReaderNetwork(MiniLM())
    base = {name: torch.tensor(array) for name, array in minilm_weights().items()}
    network.base.load_state_dict(base)
    if start is not None:
        state = torch.load(start, weights_only=True)
        network.load_state_dict(state | {FROZEN: base["words.weight"]})
    return network


def train_network(
    options: TrainOptions,
    network: ReaderNetwork,
    pairs: Sequence[TrainingPair],
    encoder: PairEncoder,
) -> None:
    """Train a network in place, and write its state; goes on from a checkpoint if there is one."""
    if not pairs:
        raise ExpectedError("There are no pairs to train with.", hint="Name files with --data.")
    groups = in_groups(pairs)
    batches = Batches(groups, encoder, options.seed, options.batch, options.weights)
    optimizer = _optimizer(network, options.rate)
    progress = Progress()
    if options.checkpoint.exists():
        progress = load_checkpoint(options.checkpoint, network, optimizer, options.settings())
    log.info("%d pairs in %d groups; %d pairs seen", len(pairs), len(groups), progress.pairs)
    network.train()
    begun = time.monotonic() - progress.elapsed_s
    saved_at = progress.elapsed_s
    recent: list[tuple[Losses, float]] = []
    for place, batch in batches.since(progress.place):
        if options.done(progress) >= 1:
            break
        recent.append(_step(network, optimizer, batch, options.done(progress)))
        seen = progress.pairs + len(batch)
        progress = Progress(place, progress.steps + 1, seen, time.monotonic() - begun)
        if progress.steps % _LOG_STEPS == 0:
            log.info("%s", _report(progress, recent))
            recent.clear()
        if progress.elapsed_s - saved_at >= options.checkpoint_s:
            save_checkpoint(options.checkpoint, network, optimizer, progress, options.settings())
            saved_at = progress.elapsed_s
    save_state(options.out, network.state_dict())
    options.checkpoint.unlink(missing_ok=True)
    log.info("done: %d pairs in %.0f s, written to %s", progress.pairs, progress.elapsed_s,
             options.out)  # fmt: skip


def _optimizer(network: ReaderNetwork, rate: float) -> torch.optim.Optimizer:
    named = [(name, each) for name, each in network.named_parameters() if each.requires_grad]
    body = [each for name, each in named if name.startswith("base.")]
    heads = [each for name, each in named if not name.startswith("base.")]
    rates = [
        {"params": body, "lr": rate, "full_rate": rate},
        {"params": heads, "lr": rate, "full_rate": rate * HEAD_FACTOR},
    ]
    return torch.optim.AdamW(rates, weight_decay=_DECAY)


def rate_share(done: float) -> float:
    """Return which share of the full rate a run learns at: up to 1, and down to 0 at its end."""
    return min(1.0, done / WARM_UP) * max(0.0, 1.0 - done)


def _step(
    network: ReaderNetwork,
    optimizer: torch.optim.Optimizer,
    batch: Sequence[EncodedPair],
    done: float,
) -> tuple[Losses, float]:
    """Learn from a batch, and return its losses and the share of pairs that were judged right."""
    for each in optimizer.param_groups:
        each["lr"] = each["full_rate"] * rate_share(done)
    ids, mask, types = tensors(batch)
    with torch.autocast("cpu", torch.bfloat16):
        yes, span = network(network.base.words(ids), mask, types)
    losses = reader_losses(yes, span, batch)
    optimizer.zero_grad()
    losses.total.backward()
    torch.nn.utils.clip_grad_norm_(network.parameters(), _LONGEST_GRADIENT)
    optimizer.step()
    right = [(logit > 0) == pair.answers for logit, pair in zip(yes.tolist(), batch, strict=True)]
    return losses, fmean(right)


def tensors(batch: Sequence[EncodedPair]) -> tuple[Any, Any, Any]:
    """Return the ids, the mask and the types of a batch, each of shape (pairs, tokens)."""
    longest = max(len(pair.tokens.ids) for pair in batch)

    def padded(rows: Sequence[Sequence[int]]) -> Any:
        return torch.tensor([[*row, *[0] * (longest - len(row))] for row in rows])

    ids = padded([pair.tokens.ids for pair in batch])
    types = padded([pair.tokens.types for pair in batch])
    return ids, padded([[1] * len(pair.tokens.ids) for pair in batch]), types


def _report(progress: Progress, recent: Sequence[tuple[Losses, float]]) -> str:
    def mean(values: Sequence[float | None]) -> float:
        known = [value for value in values if value is not None]
        return fmean(known) if known else math.nan

    losses = [each for each, _ in recent]
    return (
        f"{progress.elapsed_s:.0f} s, step {progress.steps}, {progress.pairs} pairs:"
        f" yes {mean([each.yes for each in losses]):.3f},"
        f" span {mean([each.span for each in losses]):.3f},"
        f" group {mean([each.group for each in losses]):.3f},"
        f" right {mean([right for _, right in recent]):.3f}"
    )

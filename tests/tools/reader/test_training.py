"""The network and its training, tried small; only where torch is, which `make reader` installs."""

import logging
import math
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="torch is installed by `make reader` only")

from retrieval.errors import ExpectedError
from tests.tools.reader.batches import EncodedPair
from tests.tools.reader.checkpoint import FROZEN
from tests.tools.reader.losses import GROUP_WEIGHT, SPAN_WEIGHT, reader_losses
from tests.tools.reader.network import VOCABULARY, MiniLM, ReaderNetwork
from tests.tools.reader.pair_tokens import PairEncoder, PairTokens
from tests.tools.reader.pairs import PairKind, TrainingPair
from tests.tools.reader.train import (
    TrainOptions,
    rate_share,
    start_network,
    train_network,
)

PLACES = ["Denmark", "Norway", "Sweden", "Finland", "Iceland", "Greenland", "Estonia", "Latvia"]
PAIRS = [
    TrainingPair(
        "set",
        PairKind.POSITIVE if place == other else PairKind.NEAR,
        "",
        f"What of {place}?",
        f"It is in {other}.",
        (9, 9 + len(other)) if place == other else None,
        f"{place} {number}",
    )
    for number, place in enumerate(PLACES)
    for other in (place, PLACES[number - 1], PLACES[number - 2])
]


@cache
def encoder() -> PairEncoder:
    return PairEncoder()


def small_network() -> ReaderNetwork:
    torch.manual_seed(1)
    small = MiniLM(layers=2, width=24, inner_width=48, heads=2, vocabulary=VOCABULARY)
    return ReaderNetwork(small)


def options(folder: Path, pairs: int) -> TrainOptions:
    return TrainOptions((), folder / "small.pt", pairs=pairs, rate=1e-3, batch=6)


def trained(chosen: TrainOptions) -> dict[str, Any]:
    network = small_network()
    torch.manual_seed(chosen.seed)
    train_network(chosen, network, PAIRS, encoder())
    state: dict[str, Any] = torch.load(chosen.out, weights_only=True)
    return state


def same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return all(torch.equal(one[name], other[name]) for name in one)


class StoppedError(Exception):
    """Ends a run in its middle, as a lost machine would."""


def stop_after(steps: int, chosen: TrainOptions) -> None:
    """Train, and stop in the middle; the last checkpoint stays."""
    step, left = torch.optim.AdamW.step, iter(range(steps))

    def limited(self: Any, *arguments: Any) -> Any:
        if next(left, None) is None:
            raise StoppedError
        return step(self, *arguments)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(torch.optim.AdamW, "step", limited)
        with pytest.raises(StoppedError):
            trained(chosen)


@pytest.mark.parametrize("steps", [1, 7])
def test_a_run_that_was_stopped_ends_as_if_it_had_not_been(tmp_path: Path, steps: int) -> None:
    whole = trained(options(tmp_path, 96))
    stopped = replace(options(tmp_path, 96), out=tmp_path / "stopped.pt", checkpoint_s=0.0)
    stop_after(steps, stopped)
    assert not stopped.out.exists() and stopped.checkpoint.exists()
    assert same(trained(stopped), whole)
    assert not stopped.checkpoint.exists()


def test_a_checkpoint_of_another_run_is_refused(tmp_path: Path) -> None:
    chosen = replace(options(tmp_path, 96), checkpoint_s=0.0)
    stop_after(2, chosen)
    with pytest.raises(ExpectedError, match=r"has another seed: 3 and not 4"):
        trained(replace(chosen, seed=4))


def test_a_network_learns_and_its_words_stay_as_they_are(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        state = trained(options(tmp_path, 320))
    assert torch.equal(state[FROZEN], small_network().state_dict()[FROZEN])
    assert not same(state, small_network().state_dict())
    assert any(" step 50, " in message and "group" in message for message in caplog.messages)


def test_there_has_to_be_something_to_learn_from(tmp_path: Path) -> None:
    with pytest.raises(ExpectedError, match="no pairs"):
        train_network(options(tmp_path, 12), small_network(), [], encoder())


def test_the_rate_grows_and_falls_to_nothing() -> None:
    assert [rate_share(done) for done in (0.0, 0.025, 0.05, 0.5, 1.0, 1.2)] == pytest.approx(
        [0.0, 0.4875, 0.95, 0.5, 0.0, 0.0]
    )


def encoded(kind: PairKind, span: tuple[int, int] | None, group: int | None) -> EncodedPair:
    tokens = PairTokens((1, 2, 3, 4), (0, 1, 1, 1), 1, (), span)
    return EncodedPair(tokens, kind, kind in (PairKind.POSITIVE, PairKind.SENTENCE), group)


def test_losses_are_those_of_their_formulas() -> None:
    yes = torch.tensor([0.0, math.log(3.0), 0.0])
    batch = [
        encoded(PairKind.POSITIVE, (1, 2), 7),
        encoded(PairKind.NEAR, None, 7),
        encoded(PairKind.SENTENCE, (1, 2), None),
    ]
    losses = reader_losses(yes, torch.zeros(3, 4, 2), batch)
    # Of four equal tokens one has a chance of 1/4, two have 1/2; both ends count.
    span = (2 * math.log(4) + 2 * math.log(2)) / 2
    group = math.log(1 + 3) - 0.0
    yes_loss = (2 * math.log(2) + math.log(4)) / 3
    assert losses.yes == pytest.approx(yes_loss)
    assert losses.span == pytest.approx(span)
    assert losses.group == pytest.approx(group)
    total = yes_loss + SPAN_WEIGHT * span + GROUP_WEIGHT * group
    assert losses.total.item() == pytest.approx(total)


def test_a_group_without_an_answer_or_without_another_passage_has_no_loss() -> None:
    batch = [encoded(PairKind.NEAR, None, 1), encoded(PairKind.POSITIVE, (1, 2), 2)]
    losses = reader_losses(torch.zeros(2), torch.zeros(2, 4, 2), batch)
    assert losses.group is None


def test_a_span_lies_in_the_passage() -> None:
    network = small_network().eval()
    mask = torch.tensor([[1, 1, 1, 1, 0]])
    types = torch.tensor([[0, 0, 1, 1, 0]])
    _, span = network(torch.randn(1, 5, 24), mask, types)
    assert (span[0, [0, 1, 4]] < -5000).all()
    assert (span[0, [2, 3]] > -5000).all()


def test_what_is_masked_changes_nothing() -> None:
    network = small_network().eval()
    words = torch.randn(1, 5, 24)
    mask, types = torch.tensor([[1, 1, 1, 1, 0]]), torch.tensor([[0, 0, 1, 1, 0]])
    yes, _ = network(words, mask, types)
    alone, _ = network(words[:, :4], mask[:, :4], types[:, :4])
    assert yes.item() == pytest.approx(alone.item(), abs=1e-5)


def test_the_network_begins_as_the_model_that_the_product_has() -> None:
    """The states of MiniLM in torch point where those of the product's own model do."""
    pytest.importorskip("onnx", reason="onnx is installed by `make reader` only")
    from retrieval.models.embed import LocalModel

    text = "Iraq sent wheat to Syria."
    network = start_network(None).eval()
    ids = torch.tensor([encoder().encode_pair(text, "").ids[:-1]])
    states = network.base(network.base.words(ids), torch.ones_like(ids), torch.zeros_like(ids))
    own = torch.nn.functional.normalize(states[0, 1:-1], dim=-1).detach().numpy()
    (encoding,) = LocalModel(threads=1).encode([text])
    assert (own * encoding.tokens).sum(-1) == pytest.approx(1.0, abs=1e-4)


def test_an_exported_file_agrees_and_holds_no_words(tmp_path: Path) -> None:
    pytest.importorskip("onnx", reason="onnx is installed by `make reader` only")
    from tests.tools.reader.export import compare, write_int8

    network, out = small_network().eval(), tmp_path / "small.onnx"
    write_int8(network, out)
    assert out.stat().st_size < 100_000
    agreement = compare(network, out, PAIRS, encoder())
    assert agreement.difference < 0.02
    assert network.base.places.weight.shape[0] == 512

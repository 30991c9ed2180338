"""Keep the state of a training run in a file, and go on from it; a file is whole or not there."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch

from retrieval.errors import ExpectedError
from tests.tools.reader.batches import BatchPlace
from tests.tools.reader.network import ReaderNetwork

FROZEN = "base.words.weight"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is."""

    place: BatchPlace = field(default_factory=BatchPlace)
    steps: int = 0
    pairs: int = 0
    elapsed_s: float = 0.0


def save_state(path: Path, state: dict[str, Any]) -> None:
    """Write a file of tensors in one move."""
    half = path.with_name(f"{path.name}.writing")
    torch.save(state, half)
    half.replace(path)


def save_checkpoint(
    path: Path,
    network: ReaderNetwork,
    optimizer: torch.optim.Optimizer,
    progress: Progress,
    settings: dict[str, Any],
) -> None:
    """Write all that a run needs to go on as if it had not stopped."""
    weights = {name: each for name, each in network.state_dict().items() if name != FROZEN}
    save_state(
        path,
        {
            "network": weights,
            "optimizer": optimizer.state_dict(),
            "random": torch.get_rng_state(),
            "place": tuple(progress.place),
            "steps": progress.steps,
            "pairs": progress.pairs,
            "elapsed_s": progress.elapsed_s,
            "settings": settings,
        },
    )


def load_checkpoint(
    path: Path,
    network: ReaderNetwork,
    optimizer: torch.optim.Optimizer,
    settings: dict[str, Any],
) -> Progress:
    """Restore a run, and return how far it is; raise ExpectedError if it had other settings."""
    state = torch.load(path, weights_only=True)
    if different := sorted(k for k in settings if state["settings"].get(k) != settings[k]):
        name = different[0]
        raise ExpectedError(
            f"The run in {path.name!r} has another {name}: {state['settings'].get(name)!r}"
            f" and not {settings[name]!r}.",
            hint=f"Delete {str(path)!r} to begin anew, or name another file with --out.",
        )
    network.load_state_dict(state["network"] | {FROZEN: network.base.words.weight})
    optimizer.load_state_dict(state["optimizer"])
    torch.set_rng_state(state["random"])
    return Progress(BatchPlace(*state["place"]), state["steps"], state["pairs"], state["elapsed_s"])

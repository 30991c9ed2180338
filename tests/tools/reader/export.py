"""Export a trained network to ONNX, in int8 and without the vectors of words.

Inputs of the file are `words` (batch, tokens, 384), `mask` and `types` (batch, tokens); outputs are
`yes` (batch,) and `span` (batch, tokens, 2), as `network.ReaderNetwork` has them.
"""

import hashlib
import logging
import tempfile
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from retrieval.errors import ExpectedError
from tests.tools.reader.batches import EncodedPair
from tests.tools.reader.network import ReaderNetwork
from tests.tools.reader.pair_tokens import MAX_TOKENS, PairEncoder
from tests.tools.reader.pairs import TrainingPair, read_pairs
from tests.tools.reader.train import start_network, tensors

log = logging.getLogger(__name__)

_OPSET = 17
_COMPARED = 256  # pairs, from everywhere in their file
# How far the chances of yes may lie apart, and how often the spans must be the same.
_MEAN_DIFFERENCE, _SAME_SPANS = 0.03, 0.85


@dataclass(frozen=True, slots=True)
class Agreement:
    """How well a file agrees with the network that it was made of.

    `difference` is that of the chances of yes, on average. `same_spans` is the share of the
    answering pairs whose most likely span is the same.
    """

    difference: float
    same_spans: float

    @property
    def good(self) -> bool:
        """Return whether the file may be used in place of the network."""
        return self.difference <= _MEAN_DIFFERENCE and self.same_spans >= _SAME_SPANS


def export(state: Path, out: Path, data: Path) -> None:
    """Write the ONNX file of a saved state; raise ExpectedError if it disagrees on some pairs."""
    network = start_network(state).eval()
    write_int8(network, out)
    content = out.read_bytes()
    log.info(
        "%s: %.2f MB, SHA-256 %s", out, len(content) / 1e6, hashlib.sha256(content).hexdigest()
    )
    every = list(read_pairs(data))
    pairs = every[:: len(every) // _COMPARED + 1]
    agreement = compare(network, out, pairs, PairEncoder())
    log.info("on %d pairs: %s", len(pairs), agreement)
    if not agreement.good:
        raise ExpectedError(f"The file {str(out)!r} disagrees with the network: {agreement}.")


def write_int8(network: ReaderNetwork, out: Path) -> None:
    """Write a network as ONNX, its matrices in int8 with a scale for each column."""
    places = network.base.places
    network.base.places = torch.nn.Embedding.from_pretrained(places.weight[:MAX_TOKENS].detach())
    tokens = torch.ones(2, 16, dtype=torch.long)
    names = ["words", "mask", "types", "span"]
    axes = {name: {0: "batch", 1: "tokens"} for name in names} | {"yes": {0: "batch"}}
    try:
        with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that this way of export has a successor
            whole = Path(folder) / "reader.onnx"
            torch.onnx.export(
                network,
                (network.base.words(tokens), tokens, tokens),
                str(whole),
                input_names=["words", "mask", "types"],
                output_names=["yes", "span"],
                dynamic_axes=axes,
                opset_version=_OPSET,
                dynamo=False,
            )
            quantize_dynamic(
                whole,
                out,
                per_channel=True,
                reduce_range=True,  # 7 bits: sums of 8 overflow on processors without VNNI
                weight_type=QuantType.QInt8,
                op_types_to_quantize=["MatMul", "Gather"],
                extra_options={"MatMulConstBOnly": True},
            )
    finally:
        network.base.places = places


def compare(
    network: ReaderNetwork, file: Path, pairs: Sequence[TrainingPair], encoder: PairEncoder
) -> Agreement:
    """Return how well a file agrees with a network on pairs, each read alone."""
    session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    differences, same = [], []
    for pair in pairs:
        tokens = encoder.encode_pair(pair.question, pair.passage, title=pair.title, span=pair.span)
        ids, mask, types = tensors([EncodedPair(tokens, pair.kind, pair.answers, None)])
        with torch.no_grad():
            words = network.base.words(ids)
            yes, span = (each.numpy() for each in network(words, mask, types))
        feed = {"words": words.numpy(), "mask": mask.numpy(), "types": types.numpy()}
        small_yes, small_span = session.run(None, feed)
        differences.append(abs(_chance(yes[0]) - _chance(small_yes[0])))
        if pair.answers:
            same.append(bool((span.argmax(1) == small_span.argmax(1)).all()))
    return Agreement(float(np.mean(differences)), float(np.mean(same)))


def _chance(logit: Any) -> float:
    return float(1 / (1 + np.exp(-logit)))

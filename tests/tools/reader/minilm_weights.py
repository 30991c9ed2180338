"""Read the weights of MiniLM from its int8 ONNX file, as `network.MiniLM` names them.

The file holds each matrix as int8 with a scale for each row or column.
"""

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import onnx
from onnx import numpy_helper

from retrieval.models.embed import model_path

Weights: TypeAlias = dict[str, npt.NDArray[np.float32]]

LAYERS = 6
_PREFIX = "inner."
_EMBEDDINGS = {
    "words.weight": "embeddings.word_embeddings.weight",
    "places.weight": "embeddings.position_embeddings.weight",
    "types.weight": "embeddings.token_type_embeddings.weight",
    "norm.weight": "embeddings.LayerNorm.weight",
    "norm.bias": "embeddings.LayerNorm.bias",
}
_PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "o": "attention.output.dense",
    "n1": "attention.output.LayerNorm",
    "n2": "output.LayerNorm",
    "up": "intermediate.dense",
    "down": "output.dense",
}


def minilm_weights() -> Weights:
    """Return the float32 weights by name; a matrix has the shape (outputs, inputs)."""
    graph = onnx.load(str(model_path())).graph
    arrays = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    matrices = {
        name.removesuffix("_q"): array.astype(np.float32)
        * arrays[name.removesuffix("_q") + "_scale"]
        for name, array in arrays.items()
        if name.endswith("_q")
    }
    named = arrays | matrices | _linear_weights(graph, matrices)
    names = dict(_EMBEDDINGS)
    for layer in range(LAYERS):
        for short, long in _PARTS.items():
            for end in ("weight", "bias"):
                names[f"layers.{layer}.{short}.{end}"] = f"encoder.layer.{layer}.{long}.{end}"
    return {short: np.ascontiguousarray(named[_PREFIX + long]) for short, long in names.items()}


def _linear_weights(graph: Any, matrices: Weights) -> Weights:
    """Return the matrices of `x @ matrix + bias` by the name of their bias, transposed."""
    makers = {output: node for node in graph.node for output in node.output}
    weights: Weights = {}
    for node in graph.node:
        biases = [name for name in node.input if name.endswith(".bias")]
        products = [makers[name] for name in node.input if name in makers]
        if node.op_type != "Add" or not biases or products[0].op_type != "MatMul":
            continue
        name = biases[0].removesuffix("bias") + "weight"
        weights[name] = next(matrices[each].T for each in products[0].input if each in matrices)
    return weights

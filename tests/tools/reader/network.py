"""The reader's network: MiniLM and two heads, in plain torch.

Names of parameters are those of the saved states; `base.words` is frozen and looked up outside.
"""

from typing import Any

import torch
from torch import nn
from torch.nn import functional

WIDTH, INNER_WIDTH, HEADS, LAYERS = 384, 1536, 12, 6
VOCABULARY, PLACES = 30_522, 512
_DROPOUT = 0.1
_NEVER = -1e4  # added to a logit; fits into 16 bits


class EncoderLayer(nn.Module):
    """A layer of a transformer: attention, then two linear maps; norms behind both."""

    def __init__(self, width: int, inner_width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.q, self.k, self.v, self.o = (nn.Linear(width, width) for _ in range(4))
        self.n1, self.n2 = (nn.LayerNorm(width, eps=1e-12) for _ in range(2))
        self.up, self.down = nn.Linear(width, inner_width), nn.Linear(inner_width, width)

    def forward(self, states: Any, mask: Any) -> Any:
        """Return new states, shape (batch, tokens, width); `mask` is added to the attention."""
        batch, tokens, width = states.shape

        def by_head(vectors: Any) -> Any:
            return vectors.view(batch, tokens, self.heads, width // self.heads).transpose(1, 2)

        attended = functional.scaled_dot_product_attention(
            by_head(self.q(states)), by_head(self.k(states)), by_head(self.v(states)), mask
        )
        joined = self.o(attended.transpose(1, 2).reshape(batch, tokens, width))
        states = self.n1(states + functional.dropout(joined, _DROPOUT, self.training))
        inner = self.down(functional.gelu(self.up(states)))
        return self.n2(states + functional.dropout(inner, _DROPOUT, self.training))


class MiniLM(nn.Module):
    """The encoder of all-MiniLM-L6-v2."""

    def __init__(
        self,
        *,
        layers: int = LAYERS,
        width: int = WIDTH,
        inner_width: int = INNER_WIDTH,
        heads: int = HEADS,
        vocabulary: int = VOCABULARY,
    ) -> None:
        super().__init__()
        self.words = nn.Embedding(vocabulary, width)
        self.places = nn.Embedding(PLACES, width)
        self.types = nn.Embedding(2, width)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.layers = nn.ModuleList(EncoderLayer(width, inner_width, heads) for _ in range(layers))
        self.words.weight.requires_grad = False

    def forward(self, words: Any, mask: Any, types: Any) -> Any:
        """Return the states of tokens, shape (batch, tokens, width), from the vectors of words."""
        places = self.places(torch.arange(words.shape[1]))
        states = self.norm(words + places + self.types(types))
        states = functional.dropout(states, _DROPOUT, self.training)
        hidden = (1.0 - mask[:, None, None, :].to(states.dtype)) * _NEVER
        for layer in self.layers:
            states = layer(states, hidden)
        return states


class ReaderNetwork(nn.Module):
    """MiniLM with a head that says whether the passage answers, and one that says where."""

    def __init__(self, base: MiniLM) -> None:
        super().__init__()
        width = base.words.weight.shape[1]
        self.base = base
        self.pool = nn.Linear(width, width)
        self.yes = nn.Linear(width, 1)
        self.span = nn.Linear(width, 2)

    def forward(self, words: Any, mask: Any, types: Any) -> tuple[Any, Any]:
        """Return the logits of "it answers", shape (batch,), and of where: (batch, tokens, 2).

        `words` has shape (batch, tokens, width), `mask` and `types` (batch, tokens). The last axis
        is the first and the last token of the answer; both lie in the passage.
        """
        states = self.base(words, mask, types)
        pooled = torch.tanh(self.pool(states[:, 0]))
        yes = self.yes(functional.dropout(pooled, _DROPOUT, self.training))[:, 0]
        outside = (mask * types - 1)[..., None].to(states.dtype) * -_NEVER
        return yes, self.span(states) + outside

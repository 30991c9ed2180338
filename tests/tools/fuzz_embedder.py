"""Texts that a model was not made for, for `make fuzz` and, a few of them, for `make test`."""

import random
from collections.abc import Iterator
from itertools import islice

import numpy as np

from retrieval.models.embed import Embedder

_BATCH = 64
_KNOWN = (
    "\ufdfa" * 400, "\ufdfa" * 20_000, "\ufdfa \ufdfb" * 300, "ﷺ" * 17, "½" * 500, "㍿㌖" * 200,
    "\ud800", "a\udfffb" * 50, "\0", "a\0" * 99, "", " ", "\n\n", "\u202e\u2066\ufeff" * 50,
    "\U0001f469\u200d\U0001f467\u200d\U0001f466" * 40, "\U0001f1ee\U0001f1f6" * 60,
    "e" + "\u0301" * 900, "x" * 50_000, "слово " * 3_000, "query: passage: </s><s>",
)  # fmt: skip


def awkward(chance: random.Random, count: int) -> Iterator[str]:
    """Give so many texts: first those that are known to be hard, then random ones."""
    yield from islice(_KNOWN, count)
    for _ in range(count - len(_KNOWN)):
        first = chance.choice(
            (0x20, 0x600, 0x400, 0xFB50, 0xFDF0, 0x3200, 0xD800, 0x1F300, 0x1D400)
        )
        width = chance.choice((0x10, 0x60, 0x200, 0x10000))
        length = chance.choice((1, 2, 3, 5, 8, 20))
        codes = (min(0x10FFFF, first + chance.randrange(width)) for _ in range(length))
        yield "".join(map(chr, codes)) * chance.choice((1, 1, 1, 1, 1, 4))


def fuzz(embedder: Embedder, texts: Iterator[str]) -> int:
    """Embed texts, and give how many vectors of length 1 came back; a failure is raised."""
    done = 0
    while batch := list(islice(texts, _BATCH)):
        lengths = np.linalg.norm(embedder.embed(batch), axis=1)
        done += int(np.isclose(lengths, 1.0, atol=1e-4).sum())
    return done

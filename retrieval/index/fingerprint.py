"""The fingerprint of the embedder that filled an index: its name and the vector of one sentence."""

import json

import numpy as np

from retrieval.errors import ExpectedError
from retrieval.index.catalog import Catalog
from retrieval.models.embed import Embedder, Vectors

_PROBE = "Iraq seeks balanced relations with Russia, Iran and the United States."
_MIN_COSINE = 0.99  # int8 arithmetic differs a little between processors


def probe(embedder: Embedder) -> Vectors:
    """Return the vector of the sentence that is compared, shape (dimension,)."""
    vector: Vectors = embedder.embed([_PROBE])[0]
    return vector


def store_fingerprint(catalog: Catalog, name: str, vector: Vectors) -> None:
    """Store the name and the probe vector of the embedder that fills the index."""
    catalog.set_setting("probe", json.dumps([round(float(x), 5) for x in vector]))
    catalog.set_setting("embedder", name)


def stored_fingerprint(catalog: Catalog) -> tuple[str, str]:
    """Return the stored name and probe vector, each "" if there is none."""
    return catalog.setting("embedder"), catalog.setting("probe")


def check_fingerprint(catalog: Catalog, embedder: Embedder) -> None:
    """Raise ExpectedError if the index was made with another embedder.

    Its name, dimension and probe vector are compared. For a new index they are stored.
    """
    known_name = catalog.setting("embedder")
    if known_name and known_name != embedder.name:
        raise _mismatch(f"with {known_name!r}, not with {embedder.name!r}")
    vector = probe(embedder)
    if not known_name:
        store_fingerprint(catalog, embedder.name, vector)
        return
    known = np.array(json.loads(catalog.setting("probe", "[]")), np.float32)
    if known.shape != vector.shape:
        raise _mismatch(f"with {len(known)} dimensions; {known_name!r} now has {len(vector)}")
    if float(known @ vector) < _MIN_COSINE:
        raise _mismatch(f"with a {known_name!r} that gave other vectors than today's")


def _mismatch(how: str) -> ExpectedError:
    return ExpectedError(
        f"The index was made {how}.",
        hint="Run `majlis rebuild --embed` to embed the articles again,"
        " or set MAJLIS_EMBEDDER to the one it was made with.",
    )

"""`add` of 2,000 articles against the raw embedder on exactly the texts that are embedded."""

import json
import resource
import time
from collections.abc import Iterator
from pathlib import Path

from retrieval.index.home_folder import Home
from retrieval.ingest.prepare import prepare
from retrieval.ingest.update import add
from retrieval.ingest.writer import Writer
from retrieval.text.cut_text import CutText
from tests.support.places import EVALS
from tests.tools.bench.measure import Figure, ratio
from tests.tools.eval.sets import load, models

ARTICLES = 2_000
PARTS = 4


def adding(work: Path) -> Iterator[Figure]:
    """Add articles in parts, and after each part embed the same texts with nothing else."""
    if not EVALS.exists():
        yield Figure("`add` of 2,000 articles", "skipped: there are no articles here", "")
        return
    docs = load("mtrag_clapnq")[0][:ARTICLES]
    home = Home(work / "adding")
    local = models().local
    local.warm()
    ours, raw = [], []
    for part in range(PARTS):
        source = work / f"part-{part}.jsonl"
        rows = docs[part::PARTS]
        source.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
        begun = time.perf_counter()
        with Writer(home, models()) as writer:
            add(writer, [str(source)])
        ours.append(time.perf_counter() - begun)
        documents = filter(None, (home.catalog.document(row["id"]) for row in rows))
        texts = [
            r.text
            for d in documents
            for _, r in prepare(d, CutText(d.text, d.language), home.catalog).passages
        ]
        begun = time.perf_counter()
        for first in range(0, len(texts), 96):
            local.encode(texts[first : first + 96])
        raw.append(time.perf_counter() - begun)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    passages = home.catalog.count_passages()
    home.catalog.close()
    yield Figure(
        f"`add` of {ARTICLES:,} articles against the raw embedder",
        f"{ratio(raw, ours):.2f} of its speed, {passages / sum(ours):.0f} passages a second,"
        f" peak memory {memory:,.0f} MB",
        "≥ 0.9, < 1,000 MB",
    )

"""Texts as the world writes them: what is found of their sentences, boilerplate and orders.

The bounds are a little below what was measured when these texts were seen, so that a change that
loses some is noticed.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.extracting.repeats import repeats
from retrieval.language.directives import holds_code, is_not_evidence
from retrieval.language.identify import language
from retrieval.passages import Document
from retrieval.text.boilerplate import REPEATED_IN, mark_boilerplate, repeatable_lines
from retrieval.text.cut_text import CutText
from retrieval.text.markup import readable
from retrieval.text.split import split
from tests.support.places import DATA

WORLD = DATA / "world"
TEXTS = sorted((WORLD / "texts").glob("*.units.json"))
LONGEST_LABEL = 60  # characters of a speaker's name or a time before a sentence


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(row) for row in (WORLD / name).read_text("utf-8").splitlines()]


def even(text: str) -> str:
    """Return a text on one line, without the signs of a quotation."""
    return " ".join(re.sub(r"(?m)^[ \t]*(?:>[ \t]?)+", "", text).split())


def units(path: Path) -> Iterator[str]:
    text = path.read_bytes().decode("utf-8-sig")
    document = Document("d", text, "title", language=language(text))
    cut = CutText(text, document.language)
    for passage in split(document, cut, mark_boilerplate(cut)).passages:
        for unit in passage.sentences:
            yield even(text[unit.start : unit.end])


def is_held(sentence: str, own: set[str]) -> bool:
    """Return whether a sentence is a unit, a label before it or a bullet left out."""
    return sentence in own or any(
        unit.endswith(f" {sentence}") and len(unit) - len(sentence) <= LONGEST_LABEL for unit in own
    )


@pytest.mark.parametrize(
    ("kind", "least"),
    [("book", 0.92), ("clip", 0.85), ("liveblog", 0.91), ("mail", 0.86), ("transcript", 0.95)],
)
def test_sentences_items_and_posts_are_units(kind: str, least: float) -> None:
    found: list[bool] = []
    for truth in (path for path in TEXTS if path.name.startswith(kind)):
        name = truth.name.removesuffix(".units.json")
        (path,) = (p for p in truth.parent.glob(f"{name}.*") if p.suffix in (".txt", ".md"))
        own = set(units(path))
        parts = json.loads(truth.read_text("utf-8"))
        wanted = [even(part["text"]) for part in parts if part["type"] in ("sentence", "item")]
        found += [is_held(sentence, own) for sentence in wanted]
    assert len(found) > 150
    assert sum(found) / len(found) >= least


def test_boilerplate_is_marked_and_content_is_not() -> None:
    pages = rows("pages.jsonl")
    texts = ["\n".join(line["text"] for line in page["lines"]) for page in pages]
    holders = Counter(line for text in texts for line in repeatable_lines(CutText(text)))
    repeated = {line for line, count in holders.items() if count > REPEATED_IN}
    counts: Counter[tuple[str, bool]] = Counter()
    for page, text in zip(pages, texts, strict=True):
        marks = mark_boilerplate(CutText(text, page["lang"]), repeated=repeated)
        start = 0
        for line in page["lines"]:
            end = start + len(line["text"])
            covered = sum(max(0, min(end, m.span.end) - max(start, m.span.start)) for m in marks)
            if end > start:
                counts[line["kind"], 2 * covered > end - start] += 1
            start = end + 1
    content, boilerplate = (counts[k, False] + counts[k, True] for k in ("content", "boilerplate"))
    assert counts["content", True] <= 0.002 * content
    assert counts["boilerplate", True] >= 0.75 * boilerplate


def reports_nothing(text: str, of: str) -> bool:
    """Return whether a sentence of a text, or code in it, is no evidence."""
    cut = CutText(text, of)
    sentences = [span.of(text) for block in cut.blocks for span in cut.sentences(block)]
    return holds_code(text) or any(is_not_evidence(readable(words)) for words in sentences)


def test_orders_to_a_model_are_told_from_news_about_models() -> None:
    counts = Counter(
        (row["kind"], reports_nothing(row["text"], row["lang"])) for row in rows("orders.jsonl")
    )
    honest, payloads = (counts[k, False] + counts[k, True] for k in ("honest", "payload"))
    assert counts["honest", True] <= 0.06 * honest
    assert counts["payload", True] >= 0.8 * payloads


def test_statements_that_differ_are_never_repeats() -> None:
    counts = Counter(
        (row["kind"], repeats(row["a"], row["b"]) or repeats(row["b"], row["a"]))
        for row in rows("pairs.jsonl")
    )
    assert counts["differs", True] <= 0.015 * counts["differs", False]
    assert counts["repeats", True] >= 0.4 * (counts["repeats", False] + counts["repeats", True])

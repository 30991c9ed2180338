"""What the check of a model's claims lets through: sentences that people wrote from an article.

CLAP NQ's answers, sentence by sentence, stand in for a careful model; each with the sentences it
was written from, and each under the label of another sentence of its article.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator
from functools import cache

from bot.checking.check_text import SUPPORTED
from bot.checking.contradictions import find_contradiction, supports
from bot.generating.claim_support import Premise, find_unsupported
from bot.generating.claim_words import word_coverage
from bot.generating.likeness import Likeness, likeness
from bot.generating.sentence_labels import disarm
from retrieval.language.directives import addresses_reader
from retrieval.models.embed import LocalModel
from retrieval.text.sentences import sentences
from tests.tools.eval.sets import half, load


def claims() -> Iterator[str]:
    """Say how many claims pass with their own quotes, and with those of others, by half."""
    docs, questions = load("clapnq_dev")
    texts = {doc["id"]: doc for doc in docs}
    counts: Counter[tuple[int, str]] = Counter()
    for question in questions:
        if not question["answerable"]:
            continue
        doc = texts[question["doc_ids"][0]]
        quoted = [span["text"] for span in question["spans"]]
        others = [s for s in _sentences(doc["text"]) if not any(s in q or q in s for q in quoted)]
        for claim in _sentences(question["answers"][0]):
            which = half(question)
            counts[which, "own"] += 1
            counts[which, "own passed"] += _passes(claim, quoted, doc["title"], question)
            if others:
                place = int(hashlib.sha256(claim.encode()).hexdigest(), 16) % len(others)
                counts[which, "other"] += 1
                wrong = [others[place]]
                counts[which, "other passed"] += _passes(claim, wrong, doc["title"], question)
            grounds = [Premise(text, doc["title"]) for text in _sentences(doc["text"])]
            if any(
                supports(claim, g) and word_coverage(claim, g.text) >= SUPPORTED for g in grounds
            ):
                counts[which, "supported"] += 1
            else:
                counts[which, "contradicted"] += any(find_contradiction(claim, g) for g in grounds)
    for which, name in enumerate(("even", "odd")):
        own, other = counts[which, "own"], counts[which, "other"]
        yield (
            f"{name} half: {counts[which, 'own passed'] / own:.3f} of {own} claims pass with their"
            f" own quotes, {counts[which, 'other passed'] / other:.3f} of {other} with another of"
            " the article; looked up in the whole article,"
            f" {counts[which, 'supported'] / own:.3f} are supported by one sentence and"
            f" {counts[which, 'contradicted']} said to be contradicted"
        )


def _passes(claim: str, quoted: list[str], title: str, question: dict[str, str]) -> bool:
    grounds = [Premise(text, title) for text in quoted]
    known = disarm(" ".join(quoted))
    wrong = find_unsupported(claim, grounds, question["question"], known, _like())
    return not wrong and not addresses_reader(claim)


@cache
def _like() -> Likeness:
    return likeness(LocalModel().encode)


def _sentences(text: str) -> list[str]:
    return [span.of(text) for span in sentences(text, 0, len(text))]

"""Mend the labels of a claim that says one sentence and names another one."""

from collections.abc import Iterable, Iterator, Mapping

from bot.generating.claim_support import COVERED
from bot.generating.claim_words import word_coverage
from bot.generating.sentence_labels import Claim, LabelledPassages, disarm
from retrieval.text.passage_text import sentence_text

_LEAST_WORDS = 6  # of a copy; fewer may stand in many sentences
_NEARLY_ALL = 0.9  # of a claim's content words, in the sentence that it means


def mend_labels(claims: Iterable[Claim], passages: LabelledPassages) -> Iterator[Claim]:
    """Yield the claims; one that says a sentence, nearly in its words, names that sentence.

    A small model that is held to labels often copies a sentence and counts wrong. What it says is
    checked against the sentence that it names then. A claim without labels gets none.
    """
    shown = {
        label: disarm(sentence_text(hit.document, sentence))
        for label, (hit, sentence) in passages.sentences.items()
    }
    for claim in claims:
        meant = _meant(claim, shown) if claim.text.count(" ") >= _LEAST_WORDS else None
        yield Claim(claim.text, (meant,)) if meant and claim.labels else claim


def _meant(claim: Claim, shown: Mapping[str, str]) -> str | None:
    """Return the label of the sentence that a claim says, None if those it names say it as well."""
    words = _words(claim.text)
    named = [shown.get(label, "") for label in claim.labels]
    copies = [label for label, text in shown.items() if words in _words(text)]
    if copies:
        return None if any(words in _words(text) for text in named) else copies[0]
    if word_coverage(claim.text, "\n".join(named)) >= COVERED:
        return None
    coverage = {label: word_coverage(claim.text, text) for label, text in shown.items()}
    best = max(coverage, key=coverage.__getitem__, default=None)
    return best if best and coverage[best] >= _NEARLY_ALL else None


def _words(text: str) -> str:
    """Return the words of a text in lower case, with a space before and after each."""
    letters = "".join(c if c.isalnum() else " " for c in text.casefold())
    return f" {' '.join(letters.split())} "

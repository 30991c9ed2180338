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
    words = {label: _words(text) for label, text in shown.items()}
    for claim in claims:
        own, meant = _words(claim.text), None
        named = [words.get(label, "") for label in claim.labels]
        if named and own.count(" ") > _LEAST_WORDS and not any(own in text for text in named):
            copied = (label for label, text in words.items() if own in text)
            meant = next(copied, None) or _meant(claim, shown)
        yield Claim(claim.text, (meant,)) if meant else claim


def _meant(claim: Claim, shown: Mapping[str, str]) -> str | None:
    """Return the label of the sentence that a claim says, None if those it names say it as well."""
    named = "\n".join(shown.get(label, "") for label in claim.labels)
    if word_coverage(claim.text, named) >= COVERED:
        return None
    coverage = {label: word_coverage(claim.text, text) for label, text in shown.items()}
    best = max(coverage, key=coverage.__getitem__, default=None)
    return best if best and coverage[best] >= _NEARLY_ALL else None


def _words(text: str) -> str:
    """Return the words of a text in lower case, with a space before and after each."""
    letters = "".join(c if c.isalnum() else " " for c in text.casefold())
    return f" {' '.join(letters.split())} "

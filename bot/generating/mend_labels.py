"""Mend the labels of a claim that copies a sentence and names another one."""

from collections.abc import Iterable, Iterator

from bot.generating.sentence_labels import Claim, LabelledPassages, disarm
from retrieval.text.passage_text import sentence_text

_LEAST_WORDS = 6  # of a copy; fewer may stand in many sentences


def mend_labels(claims: Iterable[Claim], passages: LabelledPassages) -> Iterator[Claim]:
    """Yield the claims; one that is a part of a sentence, word for word, names that sentence.

    A small model that is held to labels often copies a sentence and counts wrong. A claim without
    labels gets none.
    """
    shown = {
        label: _words(disarm(sentence_text(hit.document, sentence)))
        for label, (hit, sentence) in passages.sentences.items()
    }
    for claim in claims:
        words = _words(claim.text)
        named = [shown.get(label, "") for label in claim.labels]
        copies = [label for label, text in shown.items() if words in text]
        is_copy = words.count(" ") > _LEAST_WORDS and bool(copies)
        if is_copy and named and not any(words in text for text in named):
            yield Claim(claim.text, (copies[0],))
        else:
            yield claim


def _words(text: str) -> str:
    """Return the words of a text in lower case, with a space before and after each."""
    letters = "".join(c if c.isalnum() else " " for c in text.casefold())
    return f" {' '.join(letters.split())} "

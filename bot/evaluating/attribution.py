"""Check statements against their quotes: by their numbers and names, or by a judge."""

import re
from collections.abc import Callable, Sequence
from typing import TypeAlias

from retrieval.language.numbers import unmatched_numbers
from retrieval.language.words import fold_letters

Judge: TypeAlias = Callable[[str, str], bool]  # of a premise and a claim: does the claim follow?
_WORD = re.compile(r"[^\W\d_](?:[\w’'-]*\w)?")
_OPENING = re.compile(r"(?:^|[.!?:;|—–] )\W*$")


def is_supported(text: str, quotes: Sequence[str]) -> bool:
    """Return whether every number and every capitalised name of a text stands in its quotes.

    A word that is capitalised only because it begins a sentence or a table cell is not a name.
    """
    quoted = "\n".join(quotes)
    quoted_words = {fold_letters(word) for word in _WORD.findall(quoted)}
    return not unmatched_numbers(text, quoted) and all(
        fold_letters(name) in quoted_words for name in _names(text)
    )


def alce(statements: Sequence[tuple[str, Sequence[str]]], judge: Judge) -> tuple[float, float]:
    """Return ALCE's citation recall and precision of an answer, each 0 to 1 (Gao et al., 2023).

    `statements` pairs the text of each with the texts that it cites. Recall is the share of
    statements that follow from their cited texts together. Precision is the share of citations
    that are of use: their statement follows, and either follows from this text alone or no longer
    follows when it is left out.
    """
    supported = [bool(cited) and judge("\n".join(cited), text) for text, cited in statements]
    useful = [
        follows and _needed(text, cited, place, judge)
        for follows, (text, cited) in zip(supported, statements, strict=True)
        for place in range(len(cited))
    ]
    return _mean(supported), _mean(useful)


def _needed(text: str, cited: Sequence[str], place: int, judge: Judge) -> bool:
    others = [*cited[:place], *cited[place + 1 :]]
    return not others or judge(cited[place], text) or not judge("\n".join(others), text)


def _names(text: str) -> list[str]:
    words = _WORD.finditer(text)
    return [w[0] for w in words if w[0][0].isupper() and not _OPENING.search(text[: w.start()])]


def _mean(values: Sequence[bool]) -> float:
    return sum(values) / len(values) if values else 0.0

"""Which part of a long sentence is quoted for a claim."""

import re

from bot.generating.claim_support import negates_or_weakens
from retrieval.language.words import terms
from retrieval.passages import Hit, Sentence, SentenceKind, Span

_LONG = 240  # characters, from which on a quote is cut to what carries the claim
_BORDER = re.compile(r"(?<=[,;:—–)])\s+|\s+(?=[(—–])")


def trim_quote(hit: Hit, sentence: Sentence, claim: str) -> Span | None:
    """Return the part of a long sentence that carries a claim; None for the whole of it.

    The part begins and ends at clauses and holds all words that the sentence and the claim share.
    A clause with a negation or a condition is never cut off.
    """
    text = hit.document.text[sentence.start : sentence.end]
    if sentence.kind is SentenceKind.ROW or len(text) <= _LONG:
        return None
    claim_terms = set(terms(claim))
    shared = [m for m in re.finditer(r"\w[\w’'.-]*", text) if claim_terms & set(terms(m.group()))]
    if not shared:
        return None
    borders = [0, *(match.end() for match in _BORDER.finditer(text)), len(text)]
    start = max(border for border in borders if border <= shared[0].start())
    end = min(border for border in borders if border >= shared[-1].end())
    if negates_or_weakens(text[:start]) or negates_or_weakens(text[end:]):
        return None
    part = text[start:end].rstrip(" ,;:—–")
    return Span(sentence.start + start, sentence.start + start + len(part))

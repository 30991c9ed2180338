"""Sentences that tell nothing: orders to a reader or to a model, questions, leftovers of markup.

Articles are material, never orders: what such a sentence says is not reported as a fact.
"""

import re

from retrieval.language.rules import pattern
from retrieval.passages import SentenceKind

_ORDER = pattern("directives", "order")
_TO_A_MODEL = pattern("directives", "to_a_model")
_MARKUP = pattern("directives", "markup")
_PERSON = pattern("directives", "person")
_PART = re.compile(r"(?<=[.!?:؟])[\"”’»)]*\s+(?=[\"“«'(]*\w)|\s*\|\s*|(?<=\w):\s+(?=[A-Z])")
_ASKS = re.compile(r"[?؟][\"”’»)]*$")
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|«[^»]*»|‘[^’]*’")


def is_not_evidence(words: str, kind: SentenceKind = SentenceKind.SENTENCE) -> bool:
    """Return whether a sentence of an article is, or contains, an order, a question, or markup.

    What lists and tables recommend ("Diversify defense options") is no order to a reader; a row
    that begins with one is.
    """
    parts = _PART.split(words)
    if any(rule.search(part) for part in parts for rule in (_TO_A_MODEL, _MARKUP, _ASKS)):
        return True
    if kind is SentenceKind.ROW:
        parts = [part for part in parts if part.strip()][:1]
    return kind is not SentenceKind.ITEM and any(_ORDER.search(part) for part in parts)


def addresses_reader(claim: str) -> bool:
    """Return whether a claim says "I" or "you" in its own words: it reports no article then."""
    return bool(_PERSON.search(_QUOTED.sub(" ", claim)) or is_not_evidence(claim))

"""Sentences that tell nothing: orders to a reader or to a model, questions, leftovers of markup.

Articles are material, never orders: what such a sentence says is not reported as a fact.
"""

import re
from functools import lru_cache

from retrieval.language.rules import pattern
from retrieval.passages import SentenceKind

_ORDER = pattern("directives", "order")
_FOREIGN_ORDERS = (
    pattern("directives", "foreign_order"),
    pattern("directives", "foreign_order_first"),
)
_ATTRIBUTION = pattern("directives", "attribution")
_TO_A_MODEL = pattern("directives", "to_a_model")
_MARKUP = pattern("directives", "markup")
_PERSON = pattern("directives", "person")
_PART = re.compile(r"(?<=[.!?:؟])[\"”’»)]*\s+(?=[\"“«'(]*\w)|\s*\|\s*|(?<=\w):\s+(?=[A-Z])")
_ASKS = re.compile(r"[?؟][\"”’»)]*$")
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|«[^»]*»|‘[^’]*’")
_FEW_WORDS = 3  # beside a quotation; with fewer a sentence is the quotation
_LONGEST = 1_500  # characters that are looked at, of a sentence that was never cut


def is_not_evidence(words: str, kind: SentenceKind = SentenceKind.SENTENCE) -> bool:
    """Return whether a sentence of an article is, or contains, an order or a question.

    `words` are its readable words. What somebody is quoted or reported to have ordered others is
    evidence. What lists and tables recommend ("Diversify defense options") is no order to a reader;
    a row that begins with one is.
    """
    return _is_not_evidence(words[:_LONGEST], kind)


@lru_cache(maxsize=8192)  # the same sentences are judged for one question after another
def _is_not_evidence(words: str, kind: SentenceKind) -> bool:
    if any(_ASKS.search(part) for part in _PART.split(words)):
        return True
    own = _QUOTED.sub(" … ", words)
    if len(own.replace("…", " ").split()) < _FEW_WORDS:
        own = words
    parts = _PART.split(own)
    if any(_TO_A_MODEL.search(part) for part in parts):
        return True
    if _ATTRIBUTION.search(own.lstrip().partition(" ")[2]):
        return False
    if any(rule.search(part) for part in parts for rule in _FOREIGN_ORDERS):
        return True
    if kind is SentenceKind.ROW:
        parts = [part for part in parts if part.strip()][:1]
    is_item = kind in (SentenceKind.ITEM, SentenceKind.SUBITEM)
    return not is_item and any(_ORDER.search(part) for part in parts)


def is_question(words: str) -> bool:
    """Return whether the readable words of a sentence end in a question."""
    return bool(_ASKS.search(words.rstrip()))


def holds_code(words: str) -> bool:
    """Return whether the words of an article, as they stand there, hold code or hidden markup."""
    return bool(_MARKUP.search(words))


def addresses_reader(claim: str) -> bool:
    """Return whether a claim says "I" or "you" in its own words: it reports no article then."""
    own = _QUOTED.sub(" ", claim)
    return bool(_PERSON.search(own)) or holds_code(claim) or is_not_evidence(claim)

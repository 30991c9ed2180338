"""Whether a claim says a thing more strongly than its quotes, or the other way round."""

import re
from collections.abc import Iterator

from retrieval.language.aliases import entities_in
from retrieval.language.words import terms

_KINDS = {  # words of a claim, and words of a quote of which one must be there then
    r"all|every|always|entire(?:ly)?|wholly": r"all|every\w*|always|entire\w*|whol\w+|each|both|"
    r"any|full\w*|complete\w*|total\w*|no|never|none|throughout|across",
    r"only|solely|exclusively|alone": r"only|sole\w*|exclusiv\w+|alone|just|no|not|never|merely|"
    r"mere|limited|single|unique\w*|except|but|nothing|unless|until",
    r"most|mostly|majority": r"\w*most\w*|majority|largely|mainly|many|primar\w+|more|\w+est|main|"
    r"chief\w*|predominant\w*|widely|usual\w*|general\w*|typical\w*|common\w*",
    r"largest|biggest|greatest|highest|oldest|newest|smallest|strongest|worst|best": r"\w+est|most|"
    r"worst|least|leading|main|chief|major|top|prim\w+|first|\w*most|best",
}
_QUANTIFIED = tuple(
    (
        re.compile(rf"(?<!\w)(?<!not )(?<!at )(?:{said})\b", re.IGNORECASE),
        re.compile(rf"\b(?:{held})\b", re.IGNORECASE),
    )
    for said, held in _KINDS.items()
)
_COUNTS = re.compile(
    r"\b(dozen|twice|double|triple|hundreds|thousands|millions|billions|trillions)[ds]?\b",
    re.IGNORECASE,
)
_MAY = re.compile(r"\b(?:may|might|could)\b(?! \d)", re.IGNORECASE)
_HEDGED = re.compile(
    r"\b(?:may|might|could|would|can|if|likely|possib\w+|potential\w*|perhaps|expect\w*|appear\w*|"
    r"seem\w*|suggest\w*|hop(?:e|es|ed|ing)|plan\w*|aim\w*|seek\w*|sought|want\w*|chance\w*|risk\w*|"
    r"intend\w*|prospect\w*|probabl\w+|reportedly|alleged\w*|should|able|opportunit\w+|"
    r"uncertain|threat\w*|predict\w*|propos\w*|consider\w*|sometimes|often|tend\w*|help\w*)\b",
    re.IGNORECASE,
)
_REVERSES = re.compile(
    r"\b(?:lacks?|refus(?:es|ed)|reject(?:s|ed)|den(?:ies|ied)|ceas(?:es|ed)|stopped|ended|"
    r"cancel\w*|suspend(?:s|ed)|abandon(?:s|ed)|sever(?:s|ed)|fail(?:s|ed) to|unable|unwilling)\b",
    re.IGNORECASE,
)
_GIVES = re.compile(
    r"\b(?:(?:re)?(?:sells?|sold|exports?|exported|gives?|gave|suppl(?:y|ies|ied)|sends?|sent|"
    r"provide[sd]?|pays?|paid|ships?|shipped)|attack(?:s|ed)|invade[sd]|bomb(?:s|ed)|"
    r"accuse[sd]|threaten(?:s|ed)|support(?:s|ed)|back(?:s|ed)|buys?|bought|imports?|imported|"
    r"opposes?|opposed|warn(?:s|ed)|sanction(?:s|ed)|influence[sd]|fund(?:s|ed))\b"
)
_PAST = {"sold": "sell", "gave": "give", "sent": "send", "paid": "pay", "bought": "buy"}
_PASSIVE = re.compile(r"\b(?:is|are|was|were|been|being|be|by)\b")


def find_overclaim(claim: str, quoted: str) -> str:
    """Say how a claim goes beyond what is quoted, or "".

    >>> altered("China sold Iraq oil.", "Iraq sold oil to China.")
    'the quote says it the other way round'
    """
    for said, held in _QUANTIFIED:
        if (word := said.search(claim)) and not held.search(quoted):
            return f"the quote does not say {word.group().lower()!r}"
    for word in _COUNTS.finditer(claim):
        if not re.search(rf"\b{word[1].rstrip('s')}|\b2\b|\btwo|\b12\b", quoted, re.IGNORECASE):
            return f"the quote does not say {word.group().lower()!r}"
    if may := _stated_as_certain(claim, quoted):
        return f"the quote only says that it may be: {may!r}"
    if set(_actions(claim)) & {(verb, after, before) for verb, before, after in _actions(quoted)}:
        return "the quote says it the other way round"
    return ""


def negates_by_verb(claim: str) -> bool:
    """Tell whether a claim says that something is not so, or no more so, without a "not"."""
    return bool(_REVERSES.search(claim))


def _stated_as_certain(claim: str, quoted: str) -> str:
    """Give a word that the claim states as a fact and the quotes only as something that may be."""
    if _HEDGED.search(claim):
        return ""
    perhaps: list[str] = []
    sure: set[str] = set()
    for clause in re.split(r"[.;:,—\n]|\bbut\b", quoted):
        before, *behind = _MAY.split(clause)
        sure |= set(terms(before))
        perhaps += [term for part in behind for term in terms(part)[:3]]
    said = set(terms(claim))
    return next((term for term in perhaps if term in said and term not in sure), "")


def _actions(text: str) -> Iterator[tuple[str, str, str]]:
    """Give who does what to whom, where a clause names both and is no passive."""
    for clause in re.split(r"[;:,.—\n]\s|\b(?:and|but|while)\b", text):
        verb = _GIVES.search(clause)
        if not verb or _PASSIVE.search(clause):
            continue
        before, behind = entities_in(clause[: verb.start()]), entities_in(clause[verb.end() :])
        for one in before:
            for other in behind - {one}:
                yield terms(_PAST.get(verb.group(), verb.group()))[0], one, other

"""Whether the quotes of a claim say what it says: its numbers, names, negations and other words.

A claim is what a model wrote; its grounds are the sentences that its labels name.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from bot.generating.claim_names import other_subject, unknown_names
from bot.generating.claim_words import (
    REPORTING,
    WORD,
    is_translated,
    main_script,
    without_names,
    word_coverage,
)
from bot.generating.likeness import Likeness
from bot.generating.overclaims import find_overclaim, negates_by_verb
from retrieval.language.agreement.counted import approximated, years_in
from retrieval.language.agreement.ranks import ranks_in
from retrieval.language.contacts import contacts_in
from retrieval.language.numbers import Number, unmatched_numbers
from retrieval.language.rules import pattern
from retrieval.language.words import family, script, terms, word_with

# The share of a claim's content words that its quotes must hold. CLAP NQ, even half: .933 of the
# claims pass with their own quotes, .017 with others (0: .940, .283; 0.25: .937, .066; 0.75: .900,
# .003).
COVERED = 0.5
# The likeness from which on it says the same in other words. CLAP NQ, even half, and half of
# tests/data/claims: of the claims with too few words .69 to .90 with their own quotes, .68 at most
# with those of others.
LIKE = 0.69
_ARTICLE = pattern("claims", "article_mention")
_NOT = pattern("claims", "negation")
_DENIES = pattern("claims", "denial")
_CONDITION = pattern("claims", "condition")
_CLAUSE_BORDER = pattern("claims", "clause_border")
_AFTER_SENTENCE = re.compile(r"(?:\A|[.!?;\n])\s*\Z")
_END_OF_SENTENCE = re.compile(r"[.!?;\n]")


@dataclass(frozen=True, slots=True)
class Premise:
    """What a label names: the sentence and what makes it readable, its article's title and date.

    The date is no part of what the article says: it proves a claim that speaks of the article.
    `around` is its passage: a name that was asked for may stand there and not in the sentence.
    """

    text: str
    about: str = ""
    published: str = ""
    around: str = ""


def find_unsupported(
    claim: str,
    premises: Sequence[Premise],
    question: str,
    known: str = "",
    likeness: Likeness | None = None,
) -> str | None:
    """Return why the grounds do not support a claim, None if they do.

    `known` are words in which a name may be seen to be one: the passages that were shown. With
    likeness, a claim in other words than its quotes is known as well.
    """
    quoted = "\n".join(ground.text for ground in premises)
    about = "\n".join(ground.about for ground in premises)
    if _ARTICLE.search(claim):
        about += "".join(f"\n{ground.published}" for ground in premises)
    if contacts := sorted(contacts_in(claim) - contacts_in(quoted)):
        return f"the quote does not hold {contacts[0]!r}"
    if _is_verbatim(claim, quoted):
        return None
    if missing := unmatched_numbers(claim, f"{quoted}\n{about}", same_numbers(claim, quoted)):
        return f"the quote does not hold the number {missing[0]}"
    if wrong := find_denial(claim, premises) or find_overclaim(claim, quoted):
        return wrong
    around = "\n".join(ground.around for ground in premises)
    if strange := unknown_names(claim, f"{quoted}\n{about}", (question, around), known):
        return f"the quote does not hold the name {strange[0]!r}"
    if other := other_subject(claim, [ground.text for ground in premises]):
        return f"the quote says it of {other}"
    return _find_uncovered(claim, quoted, question, likeness)


def find_denial(claim: str, premises: Sequence[Premise]) -> str | None:
    """Return that a claim or its grounds deny what the other states, None if they do not."""
    quoted = "\n".join(ground.text for ground in premises)
    if (_NOT.search(claim) or negates_by_verb(claim)) and not (
        _NOT.search(quoted) or _DENIES.search(quoted)
    ):
        return "the quote does not deny it"
    if denied := _denied_but_asserted(claim, premises):
        return f"the quote does not deny {word_with(denied, claim)!r}"
    if turned := _asserted_but_denied(claim, quoted):
        return f"the quote denies {word_with(turned, claim)!r}"
    return None


def _is_verbatim(claim: str, quoted: str) -> bool:
    """Return whether a claim is a whole sentence of its quotes, or one without a harmless end."""
    words = claim.rstrip(" .!?")
    if not words or words not in quoted:
        return False
    before, _, behind = quoted.partition(words)
    if not _AFTER_SENTENCE.search(before):
        return False
    rest = _END_OF_SENTENCE.split(behind)[0].strip()
    return not rest or (rest.startswith(",") and not negates_or_weakens(rest))


def same_numbers(claim: str, quoted: str) -> set[Number]:
    """Return the numbers of a claim that a quote holds otherwise: rounded, as decades or a rank."""
    values = years_in(quoted) | set(map(Fraction, ranks_in(quoted)))
    return approximated(claim, quoted) | {(value, "") for value in values}


def _find_uncovered(
    claim: str, quoted: str, question: str, likeness: Likeness | None
) -> str | None:
    """Return that a claim's words are not quoted or in the wrong language; None if all is well."""
    if not is_translated(claim, quoted):
        is_covered = is_said(claim, quoted, COVERED, likeness)
        return None if is_covered else "the quote holds too few of its words"
    in_question_script = any(script(word) == main_script(claim) for word in WORD.findall(question))
    return None if in_question_script else "it is not in the language of the question"


def is_said(claim: str, quoted: str, share: float, likeness: Likeness | None) -> bool:
    """Return whether quotes hold that share of a claim's words, or say nearly all in others."""
    if word_coverage(claim, quoted) >= share:
        return True
    return likeness is not None and likeness(claim, quoted) >= LIKE


def adds_information(claim: str, question: str) -> bool:
    """Return whether a claim says anything that its question does not."""
    known = set(map(family, terms(question)))
    return bool(unmatched_numbers(claim, question)) or any(
        family(term) not in known and term not in REPORTING for term in terms(claim)
    )


def negates_or_weakens(text: str) -> bool:
    """Return whether words turn or weaken what stands beside them: a negation, a condition."""
    return bool(_NOT.search(text) or _DENIES.search(text) or _CONDITION.search(text))


def _asserted_but_denied(claim: str, quoted: str) -> str:
    """Return a word that the claim asserts and the quotes only deny, or ""."""
    asserted, denied = _polarity(claim)
    held, refused = _polarity(quoted)
    wrong = sorted((asserted - denied) & (refused - held))
    return wrong[0] if wrong else ""


def _denied_but_asserted(claim: str, premises: Sequence[Premise]) -> str:
    """Return a word that a claim denies and only quotes without any negation hold, or ""."""
    words = sorted(_polarity(claim)[1])
    holding = [g.text for g in premises if set(words) & set(terms(g.text))]
    plain = [text for text in holding if not (_NOT.search(text) or _DENIES.search(text))]
    return words[0] if words and plain and len(plain) == len(holding) else ""


def _polarity(text: str) -> tuple[set[str], set[str]]:
    """Return the terms that a text asserts, and those that it denies: two behind each "not"."""
    asserted: set[str] = set()
    denied: set[str] = set()
    for clause in _CLAUSE_BORDER.split(text):
        negation = _NOT.search(clause)
        before, behind = (
            (clause[: negation.start()], clause[negation.end() :]) if negation else (clause, "")
        )
        words = [term for term in terms(without_names(f"… {behind}")) if term not in REPORTING]
        asserted |= set(terms(before)) | set(words[2:])
        denied |= set(words[:2])
    return asserted, denied

"""Whether the quotes of a claim say what it says: its numbers, names, negations and other words.

A claim is what a model wrote; its grounds are the sentences that its labels name.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.generating.overclaims import find_overclaim, negates_by_verb
from retrieval.language.aliases import entities_in, remove_entities
from retrieval.language.contacts import contacts_in
from retrieval.language.numbers import unmatched_numbers
from retrieval.language.question_types import is_question_word
from retrieval.language.rules import pattern, words
from retrieval.language.words import fold_letters, script, terms, word_with

# The share of a claim's content words that its quotes must hold. CLAP NQ, even half: .933 of the
# claims pass with their own quotes, .017 with others (0: .940, .283; 0.25: .937, .066; 0.75: .900,
# .003).
COVERED = 0.5
# Letters that words of one family share, "diplomat" and "diplomacy". CLAP NQ, even half: .813 of
# the claims have one sentence that says all of it (4: .817, 7 and 10: .813).
_PREFIX = 5
_ARTICLE = pattern("claims", "article_mention")
_NOT = pattern("claims", "negation")
_DENIES = pattern("claims", "denial")
_CONDITION = pattern("claims", "condition")
_CLAUSE_BORDER = pattern("claims", "clause_border")
_VERB_OF_A_SUBJECT = pattern("claims", "verb_of_a_subject")
_REPORTING = frozenset(terms(" ".join(words("claims", "reporting_words"))))
_WORD = re.compile(r"[^\W\d_](?:[\w’'.-]*\w)?")


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
    claim: str, premises: Sequence[Premise], question: str, known: str = ""
) -> str | None:
    """Return why the grounds do not support a claim, None if they do.

    `known` are words in which a name may be seen to be one: the passages that were shown.
    """
    quoted = "\n".join(ground.text for ground in premises)
    about = "\n".join(ground.about for ground in premises)
    if _ARTICLE.search(claim):
        about += "".join(f"\n{ground.published}" for ground in premises)
    if contacts := sorted(contacts_in(claim) - contacts_in(quoted)):
        return f"the quote does not hold {contacts[0]!r}"
    if missing := unmatched_numbers(claim, f"{quoted}\n{about}"):
        return f"the quote does not hold the number {missing[0]}"
    if (_NOT.search(claim) or negates_by_verb(claim)) and not (
        _NOT.search(quoted) or _DENIES.search(quoted)
    ):
        return "the quote does not deny it"
    if denied := _denied_but_asserted(claim, premises):
        return f"the quote does not deny {word_with(denied, claim)!r}"
    if turned := _asserted_but_denied(claim, quoted):
        return f"the quote denies {word_with(turned, claim)!r}"
    if wrong := find_overclaim(claim, quoted):
        return wrong
    around = "\n".join(ground.around for ground in premises)
    if strange := _unknown_names(claim, f"{quoted}\n{about}", (question, around), known):
        return f"the quote does not hold the name {strange[0]!r}"
    return _find_uncovered(claim, quoted, question)


def _find_uncovered(claim: str, quoted: str, question: str) -> str | None:
    """Return that a claim's words are not quoted or in the wrong language; None if all is well."""
    if not is_translated(claim, quoted):
        is_covered = word_coverage(claim, quoted) >= COVERED
        return None if is_covered else "the quote holds too few of its words"
    in_question_script = any(script(word) == _script(claim) for word in _WORD.findall(question))
    return None if in_question_script else "it is not in the language of the question"


def adds_information(claim: str, question: str) -> bool:
    """Return whether a claim says anything that its question does not."""
    known = {term[:_PREFIX] for term in terms(question)}
    return bool(unmatched_numbers(claim, question)) or any(
        term[:_PREFIX] not in known and term not in _REPORTING for term in terms(claim)
    )


def negates_or_weakens(text: str) -> bool:
    """Return whether words turn or weaken what stands beside them: a negation, a condition."""
    return bool(_NOT.search(text) or _DENIES.search(text) or _CONDITION.search(text))


def is_translated(claim: str, quoted: str) -> bool:
    """Return whether a claim is in another script than its quotes."""
    return _script(claim) != _script(quoted)


def _script(text: str) -> str:
    """Return the script of most words: one foreign letter in front makes no translation."""
    scripts = Counter(script(word) for word in _WORD.findall(text))
    return max(scripts, key=lambda name: (scripts[name], name), default="")


def word_coverage(claim: str, quoted: str) -> float:
    """Return the share of a claim's content words that the quotes hold, 0 to 1.

    Names, numbers and words that only report or ask are left out; without others it is 1.
    """
    held = set(terms(quoted))
    families = {term[:_PREFIX] for term in held if len(term) >= _PREFIX}
    words = [_forms(word) for word in dict.fromkeys(_WORD.findall(_common(claim)))]
    words = [forms for forms in words if forms]
    covered = [
        forms
        for forms in words
        if any(form in held or form[:_PREFIX] in families for form in forms)
    ]
    return len(covered) / len(words) if words else 1.0


def _forms(word: str) -> list[str]:
    """Return the terms of a word, several for one with a hyphen; none if it counts for nothing."""
    forms = terms(word)
    return forms if forms and all(map(_counts, forms)) else []


def _counts(term: str) -> bool:
    return (
        term not in _REPORTING and not is_question_word(term) and not any(c.isdigit() for c in term)
    )


def _common(claim: str) -> str:
    """Leave out the names of a claim."""
    return _WORD.sub(
        lambda match: "" if match.start() and match.group()[0].isupper() else match.group(),
        remove_entities(claim),
    )


def _unknown_names(claim: str, held: str, both: tuple[str, str], known: str) -> list[str]:
    """Return the names of a claim that are not held, nor in both the question and the passage."""
    question, around = both
    things = sorted(
        entities_in(claim) - entities_in(held) - (entities_in(question) & entities_in(around))
    )
    folded = _folded(held) | (_folded(question) & _folded(around))
    stems = set(terms(held))
    foreign = is_translated(claim, held)
    rest = remove_entities(claim)
    names = [match for match in _WORD.finditer(rest) if _is_name(match, rest, known)]
    return things + [
        match.group()
        for match in names
        if fold_letters(match.group()) not in folded
        and not _is_held(match.group(), stems)
        and (script(match.group()) == script(held) or not foreign)
    ]


def _folded(text: str) -> set[str]:
    return {fold_letters(word) for word in _WORD.findall(text)}


def _is_held(name: str, stems: set[str]) -> bool:
    """Return whether a name is held, also as "Western" for "West"."""
    parts = terms(re.sub(r"[-'’.]", " ", name))
    return all(part in stems or f"{part}ern" in stems for part in parts)


def _is_name(match: re.Match[str], claim: str, known: str) -> bool:
    """Return whether a word is a name; the first one of a claim only if something speaks for it."""
    word = match.group()
    if not word[0].isupper() or not any(map(_counts, terms(word))):
        return False
    if claim[: match.start()].strip(" \"“«‘'(-—"):
        return True
    following = claim[match.end() :]
    return word.endswith(("'s", "’s")) or bool(
        re.match(r"\s+[A-ZА-ЯЁ][\w’'-]*", following)
        or _VERB_OF_A_SUBJECT.match(following)
        or re.search(rf"[\w,’] {re.escape(word)}\b", known)
    )


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
        words = [term for term in terms(_common(f"… {behind}")) if term not in _REPORTING]
        asserted |= set(terms(before)) | set(words[2:])
        denied |= set(words[:2])
    return asserted, denied

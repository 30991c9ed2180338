"""The words of a claim that its quotes are held against."""

import re
from collections import Counter

from retrieval.language.aliases import remove_entities
from retrieval.language.question_types import is_question_word
from retrieval.language.rules import words
from retrieval.language.words import family, script, terms

REPORTING = frozenset(terms(" ".join(words("claims", "reporting_words"))))
WORD = re.compile(r"[^\W\d_](?:[\w’'.-]*\w)?")


def is_translated(claim: str, quoted: str) -> bool:
    """Return whether a claim is in another script than its quotes."""
    return main_script(claim) != main_script(quoted)


def main_script(text: str) -> str:
    """Return the script of most words: one foreign letter in front makes no translation."""
    scripts = Counter(script(word) for word in WORD.findall(text))
    return max(scripts, key=lambda name: (scripts[name], name), default="")


def word_coverage(claim: str, quoted: str) -> float:
    """Return the share of a claim's content words that the quotes hold, 0 to 1.

    Names, numbers and words that only report or ask are left out; without others it is 1.
    """
    held = set(terms(quoted))
    families = set(map(family, held))
    words = [_forms(word) for word in dict.fromkeys(WORD.findall(without_names(claim)))]
    words = [forms for forms in words if forms]
    covered = [
        forms for forms in words if any(form in held or family(form) in families for form in forms)
    ]
    return len(covered) / len(words) if words else 1.0


def _forms(word: str) -> list[str]:
    """Return the terms of a word, several for one with a hyphen; none if it counts for nothing."""
    forms = terms(word)
    return forms if forms and all(map(counts, forms)) else []


def counts(term: str) -> bool:
    """Return whether a word says anything: it is no number, and neither reports nor asks."""
    return (
        term not in REPORTING and not is_question_word(term) and not any(c.isdigit() for c in term)
    )


def without_names(claim: str) -> str:
    """Leave out the names of a claim."""
    return WORD.sub(
        lambda match: "" if match.start() and match.group()[0].isupper() else match.group(),
        remove_entities(claim),
    )

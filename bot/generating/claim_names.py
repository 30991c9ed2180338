"""The names of a claim, and whether its quotes hold them."""

import re
from collections.abc import Iterator, Sequence

from bot.generating.claim_words import WORD, counts, is_translated
from retrieval.language.aliases import entities_in, entity_patterns_in, remove_entities
from retrieval.language.rules import pattern
from retrieval.language.words import fold_letters, script, terms

_VERB_OF_A_SUBJECT = pattern("claims", "verb_of_a_subject")
_WORDS_BEFORE = 1  # the name that begins a text: an article
_RUN_OF_CAPITALS = re.compile(r"[A-Z][\w’'.-]*(?: (?:of |the |and |for )?[A-Z][\w’'.-]*)+")


def unknown_names(claim: str, held: str, both: tuple[str, str], known: str) -> list[str]:
    """Return the names of a claim that are not held, nor in both the question and the passage."""
    question, around = both
    things = sorted(
        entities_in(claim) - entities_in(held) - (entities_in(question) & entities_in(around))
    )
    folded = _folded(held) | (_folded(question) & _folded(around))
    stems = set(terms(held)) | set(map(str.lower, _initials(held)))
    foreign = is_translated(claim, held)
    rest = remove_entities(claim)
    names = [match for match in WORD.finditer(rest) if _is_name(match, rest, known)]
    return things + [
        match.group()
        for match in names
        if fold_letters(match.group()) not in folded
        and not _is_held(match.group(), stems)
        and (script(match.group()) == script(held) or not foreign)
    ]


def other_subject(claim: str, quotes: Sequence[str]) -> str:
    """Return of which thing the quotes say what a claim says of another one; "" if of none.

    A name that was asked for may stand in place of what a quote calls "it", but not of another
    name: "Iraq has a parliament" does not say that the United States have one.
    """
    subject = _first_thing(claim)
    if not subject or any(subject in entities_in(quote) for quote in quotes):
        return ""
    others = [_first_thing(quote) for quote in quotes]
    is_other = all(others) and entities_in(claim).isdisjoint(others)
    return next(iter(others), "") if is_other else ""


def _first_thing(text: str) -> str:
    """Return the thing whose name begins a text, "" if none does."""
    words = text.strip()
    starts = {name: names.search(words) for name, names in entity_patterns_in(words).items()}
    first = [
        name
        for name, match in starts.items()
        if match and len(words[: match.start()].split()) <= _WORDS_BEFORE
    ]
    return first[0] if len(first) == 1 else ""


def _initials(text: str) -> Iterator[str]:
    """Yield the first letters of names of several words: "MLS" for "Major League Soccer"."""
    for run in _RUN_OF_CAPITALS.findall(text):
        letters = "".join(word[0] for word in run.split())
        yield from (
            letters[a:b] for a in range(len(letters)) for b in range(a + 2, len(letters) + 1)
        )


def _folded(text: str) -> set[str]:
    return {fold_letters(word) for word in WORD.findall(text)}


def _is_held(name: str, stems: set[str]) -> bool:
    """Return whether a name is held, also as "Western" for "West"."""
    parts = terms(re.sub(r"[-'’.]", " ", name))
    return all(part in stems or f"{part}ern" in stems for part in parts)


def _is_name(match: re.Match[str], claim: str, known: str) -> bool:
    """Return whether a word is a name; the first one of a claim only if something speaks for it."""
    word = match.group()
    if not word[0].isupper() or not any(map(counts, terms(word))):
        return False
    if claim[: match.start()].strip(" \"“«‘'(-—"):
        return True
    following = claim[match.end() :]
    return word.endswith(("'s", "’s")) or bool(
        re.match(r"\s+[A-ZА-ЯЁ][\w’'-]*", following)
        or _VERB_OF_A_SUBJECT.match(following)
        or re.search(rf"[\w,’] {re.escape(word)}\b", known)
    )

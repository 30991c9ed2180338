"""What a conversation is about: the names and things spoken of, the likeliest first.

The weights were fitted on the even half of the rewriting set (`make eval`, part rewriting), where
the words that are added have an F1 of .273; beside each stands in brackets what another value gives
today.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from retrieval.language.question_types import proper_names
from retrieval.language.rules import pattern, words
from retrieval.language.words import STOP_WORDS

_DECAY = 0.9  # for each text further back (0.45: .221, none: .279)
_LATEST = 2.0  # of the last question, against those before (1: .274, 4: .258)
_STATED = 0.6  # of an answer, against a question (0: .235, 0.3: .271, 1.2: .272)
_OF_WHO = 2.0  # of an answer to "Who …?", against another one (1: .276)
_THING = 0.4  # of a thing, against a name (0: .271, 0.2: .276, 0.8: .266)
_BEHIND_ANOTHER = 0.8  # for each phrase that stands before it in its text (0.4: .268, 1: .269)
_PHRASES = 3  # of one text that count (1: .268, 6: .272)
_CHARACTERS = 1_000  # of one text that are looked at (500: .272, 2000: .273)
_WORD = re.compile(r"[^\W_]+(?:[-’'.][^\W_]+)*|[^\w\s]")
_ASKING = pattern("topics", "asking")
_DEFINITION = pattern("topics", "definition")
_WHO = pattern("topics", "who")
_BEFORE_A_PLACE = pattern("topics", "before_a_place")
_BODY = pattern("topics", "body")
_VERB = pattern("topics", "verb")
_OF_A_LAND = pattern("topics", "of_a_land")
_PASSING = words("topics", "passing_words")
_SENTENCE_START = re.compile(r"(?:^|[.!?:;]\s+|[\"“(]\s*)$")


@dataclass(frozen=True, slots=True)
class Utterance:
    """Words of a conversation, and whether they ask or state."""

    words: str
    is_question: bool = True


@dataclass(frozen=True, slots=True)
class Topic:
    """A name or a thing that was spoken of, and what it seems to be."""

    words: str
    weight: float
    name: bool = False
    place: bool = False
    person: bool = False


def looks_like_question(words: str) -> bool:
    """Return whether words are a question or a request rather than a statement."""
    return bool(_ASKING.match(words)) or words.rstrip().endswith(("?", "؟"))


def find_topics(conversation: Sequence[Utterance]) -> list[Topic]:
    """Return what a conversation, oldest words first, is about, the likeliest topic first."""
    topics: dict[str, Topic] = {}
    latest = next(
        (age for age, utterance in enumerate(reversed(conversation)) if utterance.is_question), 0
    )
    for age, utterance in enumerate(reversed(conversation)):
        scale = (
            _DECAY**age
            * (1.0 if utterance.is_question else _STATED)
            * (_LATEST if age == latest else 1.0)
        )
        if not utterance.is_question and _WHO.match(_before(conversation, age)):
            scale *= _OF_WHO
        beginning = Utterance(utterance.words[:_CHARACTERS], utterance.is_question)
        for order, phrase in enumerate(_phrases(beginning)):
            new = replace(phrase, weight=phrase.weight * scale * _BEHIND_ANOTHER**order)
            known = next((words for words in topics if _same(words, new.words)), new.words)
            merged = _merged(topics.pop(known, None), new)
            topics[merged.words] = merged
    return sorted(topics.values(), key=lambda topic: -topic.weight)


def _before(conversation: Sequence[Utterance], age: int) -> str:
    """Return the words before those of an age."""
    return conversation[-age - 2].words if age + 1 < len(conversation) else ""


def noun_phrases(text: str) -> list[str]:
    """Return the runs of content words of a question that are no names, as they stand."""
    known = {word for name in proper_names(text) for word in name.split()}
    runs: list[list[str]] = [[]]
    for word in _WORD.findall(text):
        low = word.lower().replace("’", "'")
        own = low.removesuffix("'s")
        if own in STOP_WORDS or own in _PASSING or word in known or not word[0].isalnum():
            runs.append([])
            continue
        runs[-1].append(word[: len(own)])
        if own != low:
            runs.append([])
    return [" ".join(run) for run in runs if run]


def count_content_words(text: str) -> int:
    """Count the content words of a question that are no names."""
    return sum(len(thing.split()) for thing in noun_phrases(text))


def _phrases(utterance: Utterance) -> list[Topic]:
    """Return the phrases of some words: the whole of what is defined, then names, then things."""
    phrases = []
    match = _DEFINITION.search(utterance.words) if utterance.is_question else None
    if match and not (_WHO.match(utterance.words) and proper_names(utterance.words)):
        whole = match[1].strip()
        if noun_phrases(whole) or proper_names(whole):
            phrases.append(Topic(whole, 1.0, name=any(c.isupper() for c in whole)))
    for name in dict.fromkeys(proper_names(utterance.words)):
        if not _merely_first(name, utterance.words):
            before, _, after = utterance.words.partition(name)
            if _OF_A_LAND.search(name) and re.match(r"\s[a-z]", after):
                continue  # "Jordanian exports" speaks of exports
            place = bool(_BEFORE_A_PLACE.search(before))
            phrases.append(Topic(name, 1.0, True, place, not place and _personal(name)))
    if utterance.is_question:
        things = noun_phrases(_VERB.sub(",", utterance.words))
        phrases += [Topic(thing, _THING) for thing in things]
    return phrases[:_PHRASES]


def _personal(name: str) -> bool:
    """Return whether a name could be a person's: several words, none of a body or of a land."""
    words = name.split()
    several = 2 <= len(words) <= 6 and not name.isupper()
    return several and not _BODY.search(name) and not _OF_A_LAND.search(words[0])


def _merely_first(name: str, text: str) -> bool:
    """Return whether a word has its capital only because a sentence begins with it."""
    low = name.lower()
    if " " in name or name.isupper() or low in STOP_WORDS | _PASSING:
        return low in STOP_WORDS | _PASSING
    starts = [match.start() for match in re.finditer(rf"\b{re.escape(name)}\b", text)]
    return " " in text.strip() and all(_SENTENCE_START.search(text[:start]) for start in starts)


def _same(known: str, words: str) -> bool:
    """Return whether one of two phrases is a part of the other: "Foreman" of "George Foreman"."""
    mine, others = set(known.casefold().split()), set(words.casefold().split())
    return mine <= others or others <= mine


def _merged(old: Topic | None, new: Topic) -> Topic:
    if old is None:
        return new
    words = max(old.words, new.words, key=len)
    if old.name != new.name:
        words = old.words if old.name else new.words
    return Topic(
        words,
        old.weight + new.weight,
        old.name or new.name,
        old.place or new.place,
        old.person or new.person,
    )

"""Make questions and passages that look like a good pair and are none.

A model that was trained on unlike passages only takes likeness for an answer.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from random import Random

from retrieval.passages import Span
from tests.tools.reader.words import antonyms, word_list

LEADING_WORD_SHARE = 0.7  # of the values; these lose "in", "by" or "the" before them as well
_NAME = re.compile(  # not at the beginning of a sentence, where every word has a capital
    r"(?<!\A)(?<![.?!] )\b{word}(?: (?:of |the )?{word})*".replace(
        "{word}", r"[A-Z](?:[\w'’-]|\.(?=\w))+"
    )
)
_NUMBER = re.compile(r"\b\d[\d,.]*\b")
_LEADING = re.compile(
    rf"(?:\b(?:{'|'.join(word_list('before_value'))})\s+)?"
    rf"(?:\b(?:{'|'.join(word_list('articles'))})\s+)?\Z",
    re.IGNORECASE,
)
_SPACE_BEFORE_SIGN = re.compile(r"\s+(?=[,.;:?!)])")
_SHORTEST_NAME = 4  # characters


def take_out(passage: str, spans: Sequence[Span]) -> str:
    """Return a passage without some of its sentences, which are given in order."""
    rest, position = [], 0
    for span in spans:
        rest.append(passage[position : span.start].strip())
        position = span.end
    rest.append(passage[position:].strip())
    return " ".join(filter(None, rest))


def take_value_out(passage: str, value: Span, random: Random) -> str:
    """Return a passage whose sentence goes on without a value: "was built in 1890 by" lacks it."""
    leading = _LEADING.search(passage[: value.start])
    start = value.start
    if leading and random.random() < LEADING_WORD_SHARE:
        start = leading.start()
    joined = f"{passage[:start].rstrip()} {passage[value.end :].lstrip()}"
    return _SPACE_BEFORE_SIGN.sub("", joined).strip(" ,;:")


def exchange_name(
    question: str, names: Collection[str], numbers: Collection[str], random: Random
) -> str | None:
    """Return a question with one of its names or numbers replaced by another, None without one.

    No name is put in that the question has already.
    """
    places = [(match, names) for match in _NAME.finditer(question)]
    places += [(match, numbers) for match in _NUMBER.finditer(question)]
    random.shuffle(places)
    for match, others in places:
        choices = [
            other
            for other in others
            if other.lower() not in question.lower() and match.group().lower() not in other.lower()
        ]
        if choices:
            return question[: match.start()] + random.choice(choices) + question[match.end() :]
    return None


def turn_round(question: str, random: Random) -> str | None:
    """Return a question with one word replaced by its antonym, None if it has no such word."""
    words = question.split()
    places = [number for number, word in enumerate(words) if _bare(word) in antonyms()]
    if not places:
        return None
    place = random.choice(places)
    bare = words[place].strip("?,.")
    words[place] = words[place].replace(bare, antonyms()[bare.lower()])
    return " ".join(words)


def names_in(texts: Iterable[str]) -> list[str]:
    """Return the names in texts, except those that begin a sentence; with repetitions."""
    return [name for text in texts for name in _NAME.findall(text) if len(name) >= _SHORTEST_NAME]


def numbers_in(texts: Iterable[str]) -> list[str]:
    """Return the numbers in texts; with repetitions."""
    return [number for text in texts for number in _NUMBER.findall(text)]


def holds_any(passage: str, answers: Iterable[str]) -> bool:
    """Return whether a passage has the words of one of the answers."""
    lowered = passage.lower()
    return any(len(answer) > 1 and answer.lower() in lowered for answer in answers)


def _bare(word: str) -> str:
    return word.strip("?,.").lower()

"""Write a question as people type it: in small letters, as keywords, or with a slip."""

from random import Random

from tests.tools.reader.words import word_set

SMALL_SHARE, KEYWORD_SHARE, SLIP_SHARE = 0.12, 0.07, 0.05
_SHORTEST_WITH_SLIP = 13  # characters


def as_typed(question: str, random: Random) -> str:
    """Return a question, most often as it is; one random number decides about the kind of noise."""
    chance = random.random()
    if chance < SMALL_SHARE:
        return question.lower().rstrip("?")
    if chance < SMALL_SHARE + KEYWORD_SHARE:
        return keywords(question)
    if chance < SMALL_SHARE + KEYWORD_SHARE + SLIP_SHARE:
        return with_slip(question, random)
    return question


def keywords(question: str) -> str:
    """Return the words that people would search for; the question itself if only one is left."""
    words = [w for w in question.rstrip("?").split() if w.lower() not in word_set("unsearched")]
    return " ".join(words).lower() if len(words) > 1 else question


def with_slip(question: str, random: Random) -> str:
    """Return a question of some length with two letters exchanged, one lost, or one twice."""
    if len(question) < _SHORTEST_WITH_SLIP:
        return question
    place = random.randrange(1, len(question) - 2)
    here, following = question[place], question[place + 1]
    slip = random.choice([following + here, following, here * 2 + following])
    return question[:place] + slip + question[place + 2 :]

"""What a question asks for: the shape of its answer, its names, the words it merely asks with."""

import re
from enum import StrEnum

from retrieval.language.rules import pattern, replacements, words
from retrieval.language.words import terms

_POSITION = pattern("question_types", "position")
_LIST = pattern("question_types", "list")
_REASON = pattern("question_types", "reason")
_ROW = pattern("question_types", "table_row")
_MUTUAL_POSITION = pattern("question_types", "mutual_position")
_TOPIC = pattern("question_types", "topic")
_DENIAL = pattern("question_types", "denial")
_SOURCE = pattern("question_types", "source_mention")
_AMOUNT = pattern("question_types", "amount")
_CHAT_SPELLING = replacements("question_types", "chat_spelling")
_NO_NAME = words("question_types", "no_name")
_ASKING_WORDS = frozenset(terms(" ".join(words("question_types", "asking_words"))))
_NAME = re.compile(r"\b[A-Z][\w-]*(?:\s+(?:of\s+)?[A-Z][\w-]*)*")


class AnswerType(StrEnum):
    """The shape of the answer that a question asks for."""

    FACT = "fact"
    LIST = "list"
    POSITION = "position"
    REASON = "reason"
    ROW = "row"


def classify_question(question: str) -> AnswerType:
    """Return the shape of the answer that a question asks for."""
    if _ROW.search(question):
        return AnswerType.ROW
    if _REASON.match(question):
        return AnswerType.REASON
    if _TOPIC.match(question):
        return AnswerType.POSITION
    if _LIST.search(question):
        return AnswerType.LIST
    if _POSITION.search(question):
        return AnswerType.POSITION
    return AnswerType.FACT


def topic_of(question: str) -> str:
    """Return the subject on which a question asks for whatever there is; "" for other questions."""
    match = _TOPIC.match(question)
    return match["topic"] if match else ""


def asks_for_denial(question: str) -> bool:
    """Return whether a question asks for what is not so: "How is Iraq NOT positioned …?"."""
    return bool(_DENIAL.search(question))


def asks_for_amount(question: str) -> bool:
    """Return whether a question asks for a number."""
    return bool(_AMOUNT.search(question))


def is_question_word(term: str) -> bool:
    """Return whether a term belongs to the asking and need not stand in an answer."""
    return term in _ASKING_WORDS


def proper_names(text: str) -> list[str]:
    """Return the proper names of an English question in order, without their genitive."""
    names = []
    for match in _NAME.finditer(text):
        parts = match.group().split()
        while parts and parts[0] in _NO_NAME:
            parts = parts[1:]
        if parts:
            names.append(" ".join(parts))
    return names


def read_chat_spelling(question: str) -> str:
    """Return a question with the short forms of chats written out, if it begins with no capital."""
    if question[:1].islower():
        for spelling, word in _CHAT_SPELLING:
            question = spelling.sub(word, question)
    return question


def to_search_query(question: str) -> str:
    """Return what is searched for: the question without what only frames it.

    "According to the table, …" is left out, chat spelling is read, and "How is X positioned toward
    Y?" is looked up as what articles write: relations between X and Y.
    """
    query = topic_of(question) or _SOURCE.sub(r" \g<kept>", question).strip() or question
    query = read_chat_spelling(query)
    parties = list(dict.fromkeys(proper_names(query)))
    if _MUTUAL_POSITION.match(query) and len(parties) == 2:
        return f"relations between {parties[0]} and {parties[1]}"
    return query

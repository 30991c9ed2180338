"""Take up a conversation again as its answers tell it."""

from collections.abc import Iterable

from bot.answers import Answer
from bot.asking.conversation import TURNS, Conversation
from bot.asking.requests import requested
from bot.keeping.log import Log
from bot.quoting.fulfil import KEPT


def resume(log: Log, id: str) -> Conversation:
    """Give a conversation as it was when the last answer that the log keeps was given."""
    kept = log.find(conversation=id, limit=2 * TURNS)
    return retold((each.answer for each in reversed(kept)), id)


def retold(answers: Iterable[Answer], id: str = "") -> Conversation:
    """Give the conversation in which answers were given, oldest first."""
    conversation = Conversation(id=id)
    for answer in answers:
        request = requested(answer.question) if conversation.last else None
        if request is None:
            conversation.remember(answer)
        elif request.wish in KEPT and answer.statements:
            conversation.remember(answer, conversation.turns[-1].standalone)
    return conversation

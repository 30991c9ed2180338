"""Take up a conversation again as the log keeps it."""

from bot.asking.conversation import TURNS, Conversation
from bot.asking.requests import requested
from bot.keeping.log import Log
from bot.quoting.fulfil import KEPT


def resume(log: Log, id: str) -> Conversation:
    """Give a conversation as it was when its last answer was given."""
    conversation = Conversation(id=id)
    for kept in reversed(log.find(conversation=id, limit=2 * TURNS)):
        answer = kept.answer
        request = requested(answer.question) if conversation.last else None
        if request is None:
            conversation.remember(answer)
        elif request.wish in KEPT and answer.statements:
            conversation.remember(answer, conversation.turns[-1].standalone)
    return conversation

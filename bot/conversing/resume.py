"""Take up a conversation again as its answers tell it."""

from collections.abc import Iterable

from bot.answer_log.log import AnswerLog
from bot.answers import Answer
from bot.conversing.conversation import TURNS, Conversation
from bot.conversing.handle_request import REMEMBERED_KINDS
from bot.conversing.requests import parse_request


def resume(log: AnswerLog, id: str) -> Conversation:
    """Return a conversation as it was when the last answer that the log keeps was given."""
    entries = log.find(conversation=id, limit=2 * TURNS)
    return replay((each.answer for each in reversed(entries)), id)


def replay(answers: Iterable[Answer], id: str = "") -> Conversation:
    """Return the conversation in which answers were given, oldest first."""
    conversation = Conversation(id=id)
    for answer in answers:
        request = parse_request(answer.question) if conversation.last else None
        if request is None:
            conversation.remember(answer)
        elif request.kind in REMEMBERED_KINDS and answer.statements:
            conversation.remember(answer, conversation.turns[-1].standalone)
    return conversation

"""What is remembered of each chat, in memory and bounded."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field

from bot.asking.conversation import Conversation

CHATS = 10_000


@dataclass(slots=True)
class Chat:
    """A chat, or one topic in it; whoever holds the lock answers, so answers keep their order."""

    conversation: Conversation = field(default_factory=Conversation)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class Chats:
    """The chats that were heard last, by id and topic."""

    def __init__(self, limit: int = CHATS) -> None:
        self._limit = limit
        self._chats: OrderedDict[tuple[int, int | None], Chat] = OrderedDict()

    def __getitem__(self, key: tuple[int, int | None]) -> Chat:
        """Give a chat; for a new one, that which was silent for longest makes room."""
        name = "/".join(str(part) for part in key if part is not None)
        chat = self._chats.setdefault(key, Chat(Conversation(id=f"telegram:{name}")))
        self._chats.move_to_end(key)
        if len(self._chats) > self._limit:
            self._chats.popitem(last=False)
        return chat

"""What a test sees of messages: as they were sent, and as a chat shows them now."""

from dataclasses import dataclass

from tests.support.fake_bot_api.refusals import Fields
from tests.support.fake_bot_api.reply_markup import button_rows
from tests.support.fake_bot_api.texts import text_under


@dataclass(frozen=True, slots=True)
class SentMessage:
    """A message that the bot sent, or an edit of one, as it was sent."""

    chat: int
    id: int
    text: str
    entities: tuple[Fields, ...]
    reply_to: int | None
    thread: int | None
    preview: bool
    at: float
    reply_markup: Fields | None = None

    def styled(self, kind: str) -> list[str]:
        """Return the words under the entities of a kind."""
        return [text_under(self.text, entity) for entity in self.entities if entity["type"] == kind]

    @property
    def buttons(self) -> list[list[str]]:
        """Return the words on the inline buttons, row by row."""
        return [[button["text"] for button in row] for row in button_rows(self.reply_markup)]


@dataclass(frozen=True, slots=True)
class ShownMessage:
    """A message of a chat as it is now; `sender` is "" for the bot."""

    id: int
    sender: str
    text: str
    entities: tuple[Fields, ...]
    reply_markup: Fields | None
    reply_to: int | None
    quote: str
    thread: int | None
    edited: bool
    message: Fields

    def styled(self, kind: str) -> list[str]:
        """Return the words under the entities of a kind."""
        return [text_under(self.text, entity) for entity in self.entities if entity["type"] == kind]

    @property
    def buttons(self) -> list[list[str]]:
        """Return the words on the inline buttons, row by row."""
        return [[button["text"] for button in row] for row in button_rows(self.reply_markup)]


def shown_message(message: Fields) -> ShownMessage:
    """Return a message as a chat shows it."""
    sender = message.get("from", {})
    caption = "caption" in message
    return ShownMessage(
        message["message_id"],
        "" if sender.get("is_bot") else sender.get("first_name", ""),
        message.get("caption" if caption else "text", ""),
        tuple(message.get("caption_entities" if caption else "entities", ())),
        message.get("reply_markup"),
        message.get("reply_to_message", {}).get("message_id"),
        message.get("quote", {}).get("text", ""),
        message.get("message_thread_id"),
        "edit_date" in message,
        message,
    )

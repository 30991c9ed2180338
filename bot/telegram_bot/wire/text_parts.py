"""Texts as Telegram takes them: parts that are short enough, with entities for their styles."""

from collections.abc import Iterable, Sequence

from telegram import MessageEntity

from bot.rendering.messages import Line, Piece, Styled, messages

# In UTF-16 units. Telegram counts characters, of which a text never has more.
MAX_MESSAGE_UNITS = 4096
_ENTITY_TYPES = {
    "mark": MessageEntity.BOLD, "bold": MessageEntity.BOLD, "context": MessageEntity.ITALIC,
    "note": MessageEntity.ITALIC, "document": MessageEntity.CODE, "code": MessageEntity.CODE,
    "link": MessageEntity.TEXT_LINK, "block": MessageEntity.EXPANDABLE_BLOCKQUOTE,
}  # fmt: skip

TextPart = tuple[str, list[Styled]]


def text_parts(lines: Iterable[Line], *, limit: int = MAX_MESSAGE_UNITS) -> list[TextPart]:
    """Return lines as the texts of as many messages as they need."""
    return list(messages(lines, limit=limit))


def first_part(lines: Iterable[Line], *, limit: int = MAX_MESSAGE_UNITS) -> TextPart:
    """Return as much of some lines as fits into one message."""
    return next(messages(lines, limit=limit))


def plain_part(text: str) -> TextPart:
    """Return a short text without styles as one message."""
    return first_part([[Piece(text)]])


def telegram_entities(styled: Sequence[Styled]) -> list[MessageEntity]:
    """Return the styles of a text as Telegram's entities."""
    return [
        MessageEntity(_ENTITY_TYPES[each.kind], each.offset, each.length, each.url or None)
        for each in styled
        if each.kind in _ENTITY_TYPES
    ]

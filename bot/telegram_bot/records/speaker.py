"""Who speaks in a chat: a person, a channel, or a group through an admin who stays hidden."""

# Accounts of Telegram's own: the first brings the posts of a linked channel, the second writes for
# a hidden admin of a group, the third for a channel.
_STAND_INS = frozenset({777000, 1087968824, 136817688})


def speaker_id(person: int, sender_chat: int) -> int:
    """Return the id of who speaks: of the person, or else of the chat in whose name they write.

    `person` and `sender_chat` are the ids that a message names, 0 for none. The id is that of the
    chat itself for a hidden admin, and that of a channel for its posts and for who writes as it.
    Whoever asks, is denied, limited, answered, forgotten or counted is known by this id.
    """
    return person if person and person not in _STAND_INS else sender_chat


def is_channel(speaker: int, chat: int) -> bool:
    """Return whether a channel speaks, behind which may be anybody."""
    return speaker < 0 and speaker != chat

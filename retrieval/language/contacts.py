"""Addresses, handles, commands, tags and numbers in a text: what somebody may be led to follow."""

from retrieval.language.rules import pattern

_CONTACT = pattern("contacts", "contact")
_ENDS = ".,;:!?…'’\"”»)]}*_"  # which close the sentence rather than belong to an address


def contact_spans(text: str) -> list[tuple[int, int]]:
    """Return where the contacts of a text begin and end, in order."""
    return [
        (match.start(), match.start() + len(match.group().rstrip(_ENDS)))
        for match in _CONTACT.finditer(text)
    ]


def contacts_in(text: str) -> set[str]:
    """Return the contacts of a text as they stand there."""
    return {text[start:end] for start, end in contact_spans(text)}

"""What a button does, and the text of up to 64 bytes in which Telegram carries that.

To add a button: name its action in `ButtonAction`, say what its text contains in `_FIELDS`, give it
a handler in `talk/button_presses.py`, and put it on a keyboard in `talk/answer_keyboards.py`.
"""

import re
from dataclasses import dataclass
from enum import Enum
from typing import Self


class ButtonAction(Enum):
    """What happens when a button is pressed; the values stand under messages sent long ago."""

    SHOW_QUOTE = "n"
    EXPLAIN_ANSWER = "w"
    SHOW_NEAREST = "p"
    BACK_TO_ANSWER = "b"
    ASK_FOR_MORE = "m"
    ASK_SUGGESTION = "s"
    LIKE = "u"
    DISLIKE = "d"
    GIVE_REASON = "r"
    STOP_ANSWER = "x"
    BROWSE_ARTICLES = "l"
    SET_LANGUAGE = "o:language"
    SET_POLICY = "o:policy"
    SET_SILENT = "o:quiet"
    REQUEST_ACCESS = "a:ask"
    ALLOW_ACCESS = "a:y"
    DENY_ACCESS = "a:n"
    CONFIRM_REMOVAL = "k:y"
    CANCEL_REMOVAL = "k:n"
    CONFIRM_FORGETTING = "f:y"
    CANCEL_FORGETTING = "f:n"

    @property
    def asks_question(self) -> bool:
        """Return whether the button asks a question, which waits for those before it."""
        return self in (ButtonAction.ASK_FOR_MORE, ButtonAction.ASK_SUGGESTION)


# Which fields of ButtonData follow the action, in order, divided by colons. What `id` and `number`
# mean depends on the action.
_FIELDS: dict[ButtonAction, tuple[str, ...]] = {
    ButtonAction.SHOW_QUOTE: ("id", "number"),  # the answer record, the citation from 1
    ButtonAction.EXPLAIN_ANSWER: ("id",),  # the answer record
    ButtonAction.SHOW_NEAREST: ("id", "number"),  # the answer record, the passage from 1
    ButtonAction.BACK_TO_ANSWER: ("id", "number"),  # the answer record, always 0
    ButtonAction.ASK_FOR_MORE: ("id",),  # the answer record
    ButtonAction.ASK_SUGGESTION: ("id", "number"),  # the answer record, the suggestion from 0
    ButtonAction.LIKE: ("id",),  # the answer record
    ButtonAction.DISLIKE: ("id",),  # the answer record
    ButtonAction.GIVE_REASON: ("id", "number"),  # the answer record, the reason from 0
    ButtonAction.STOP_ANSWER: ("id",),  # the update that asked
    ButtonAction.BROWSE_ARTICLES: ("number", "id"),  # the page from 0, an article's checksum or 0
    ButtonAction.SET_LANGUAGE: ("value",),
    ButtonAction.SET_POLICY: ("value",),
    ButtonAction.SET_SILENT: ("value",),  # "0" or "1"
    ButtonAction.REQUEST_ACCESS: (),
    ButtonAction.ALLOW_ACCESS: ("id",),  # the person, or a group with a negative id
    ButtonAction.DENY_ACCESS: ("id",),
    ButtonAction.CONFIRM_REMOVAL: ("id",),  # the update that asked for the removal
    ButtonAction.CANCEL_REMOVAL: ("id",),
    ButtonAction.CONFIRM_FORGETTING: ("id",),  # who asked to be forgotten
    ButtonAction.CANCEL_FORGETTING: ("id",),
}
_MAY_BE_SEPARATE = {ButtonAction.SHOW_QUOTE, ButtonAction.BACK_TO_ANSWER}
_MAY_BE_NEGATIVE = {
    ButtonAction.ALLOW_ACCESS, ButtonAction.DENY_ACCESS, ButtonAction.CONFIRM_FORGETTING,
    ButtonAction.CANCEL_FORGETTING,
}  # fmt: skip


def _pattern(action: ButtonAction) -> re.Pattern[str]:
    sign = "-?" if action in _MAY_BE_NEGATIVE else ""
    forms = {
        "id": rf"(?P<id>{sign}[0-9]{{1,18}})",
        "number": r"(?P<number>[0-9]{1,9})",
        "value": r"(?P<value>[a-z0-9]{1,32})",
    }
    end = "(?P<separate>:1)?" if action in _MAY_BE_SEPARATE else ""
    return re.compile(":".join((action.value, *(forms[name] for name in _FIELDS[action]))) + end)


_PATTERNS = {action: _pattern(action) for action in ButtonAction}


@dataclass(frozen=True, slots=True)
class ButtonData:
    """An action and what it applies to; fields that the action does not use keep their default.

    `separate`: the button belongs to a view in a message of its own, below the answer.
    """

    action: ButtonAction
    id: int = 0
    number: int = 0
    value: str = ""
    separate: bool = False

    def encode(self) -> str:
        """Return the data as Telegram carries it."""
        values = (str(getattr(self, name)) for name in _FIELDS[self.action])
        return ":".join((self.action.value, *values)) + (":1" if self.separate else "")

    @classmethod
    def decode(cls, text: str) -> Self | None:
        """Read what `encode` returned; return None for any other text."""
        for action, pattern in _PATTERNS.items():
            if match := pattern.fullmatch(text):
                values = match.groupdict()
                return cls(
                    action, int(values.get("id", 0)), int(values.get("number", 0)),
                    values.get("value", ""), bool(values.get("separate")),
                )  # fmt: skip
        return None

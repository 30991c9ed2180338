"""The exchanges that are drawn: what people do in each, in order; add a row for another picture."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.support.fake_bot_api import NAME, FakeBotApi

Act = Callable[[FakeBotApi, int], object]
RUSSIA = "How is Iraq positioned toward Russia?"
WHEAT = "Where did Iraq send wheat?"
# What the scripted model says of RUSSIA, with the labels of the sentences it rests on.
WRITTEN = (
    "The relationship has been marked by periods of collaboration since the Soviet era. [1.2]\n",
    "These ties cover military-technical cooperation and economic partnerships. [1.3]\n",
    "Moscow has affirmed its commitment to cooperation with Iraq’s new government. [9.1]\n",
)
FERRY = (
    "The ferry to Zembla\n\nThe ferry crosses the strait of Zembla twice a day. "
    "In winter it waits for the ice to be broken, and the fare is halved.\n"
)
CLAIMS = (
    "In Syria, wheat shipments were sent despite local shortages. "
    "The moon is made of green cheese and sold in Thule."
)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A conversation with the bot, in a chat of its own; `language` is that of the phone.

    `model`: a scripted language model writes. `unfinished`: drawn while it still does.
    """

    name: str
    language: str
    acts: tuple[Act, ...]
    group: bool = False
    model: bool = False
    unfinished: bool = False


def writes(text: str = "", **more: Any) -> Act:
    """Let a person write; `more` is what `FakeBotApi.write` takes."""
    return lambda api, chat: api.write(
        chat, text, user=abs(chat), kind="supergroup" if chat < 0 else "private", **more
    )


def presses(button: str) -> Act:
    """Let a person press a button of the last message that has it, known by how it begins."""

    def press(api: FakeBotApi, chat: int) -> None:
        for message in reversed(api.screen(chat)):
            for text in [text for row in message.buttons for text in row]:
                if text.startswith(button):
                    api.press(chat, message.id, text, user=abs(chat))
                    return
        raise AssertionError(f"no button begins with {button!r}")

    return press


EXCHANGES = (
    Exchange("streaming", "en", (writes(RUSSIA),), model=True, unfinished=True),
    Exchange("question", "en", (writes(RUSSIA),), model=True),
    Exchange("quote", "en", (writes(WHEAT), presses("1"))),
    Exchange("follow-up", "en", (writes(RUSSIA), writes("And China?"))),
    Exchange(
        "abstention", "en", (writes("How many tourists visit Baghdad each year?"), presses("1. "))
    ),
    Exchange("group", "en", (writes(f"@{NAME} {WHEAT}"), presses("1")), group=True),
    Exchange("arabic", "ar", (writes("/start"), writes(WHEAT), presses("1"))),
    Exchange("arabic-why", "ar", (writes(RUSSIA), presses("لماذا"), writes("/privacy"))),
    Exchange("russian", "ru", (writes("/start"), writes(WHEAT), presses("Почему"))),
    Exchange("check", "en", (writes(CLAIMS, forward="A newspaper"),)),
    Exchange("articles", "en", (writes("/articles"), presses("3"))),
    Exchange("settings", "ar", (writes("/articles"), writes("/settings"), presses("بهدوء"))),
    Exchange(
        "admin", "en",
        (
            writes(document=("ferry.txt", FERRY.encode()), caption="/add"),
            writes("How often does the ferry cross the strait of Zembla?"),
        ),
    ),
)  # fmt: skip
ADMIN = "admin"  # the exchange of somebody who runs the bot

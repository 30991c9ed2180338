"""A strict fake of Telegram's Bot API on 127.0.0.1, as far as the bot uses it.

What the real server refuses is refused here in its words; texts are those of its source. Where
TDLib is installed, on which the real server is built, it judges texts, entities and addresses.
"""

from tests.support.fake_bot_api.fake import FakeBotApi
from tests.support.fake_bot_api.rates import Rates
from tests.support.fake_bot_api.refusals import LOST, RESET, Fields, RefusedError
from tests.support.fake_bot_api.shown_messages import SentMessage, ShownMessage
from tests.support.fake_bot_api.texts import check_entities, found_entities, units
from tests.support.fake_bot_api.world import BOT, NAME, TOKEN

__all__ = [
    "BOT",
    "LOST",
    "NAME",
    "RESET",
    "TOKEN",
    "FakeBotApi",
    "Fields",
    "Rates",
    "RefusedError",
    "SentMessage",
    "ShownMessage",
    "check_entities",
    "found_entities",
    "units",
]  # fmt: skip

"""The settings of the Telegram bot, read and checked once, when it starts."""

import re
from dataclasses import dataclass

from bot.settings import Settings
from retrieval.errors import ExpectedError

_REQUEST = "request"  # in TELEGRAM_ALLOWED: everybody else may ask the admins to be let in


@dataclass(frozen=True, slots=True)
class AccessRules:
    """Who may use the bot by the settings; what admins decide since is in the records."""

    admins: frozenset[int]
    allowed: frozenset[int]
    on_request: bool

    @property
    def open_to_all(self) -> bool:
        """Return whether everybody may ask whom no admin shut out."""
        return not (self.allowed or self.on_request)


@dataclass(frozen=True, slots=True)
class TelegramSettings:
    """What the handlers of messages need of the settings."""

    access: AccessRules
    questions_per_minute: int
    questions_per_day: int
    reaction: str
    keep_days: int
    max_age_s: int
    health_port: int | None


def read_telegram_settings(settings: Settings) -> TelegramSettings:
    """Return the settings of the bot; raise ExpectedError for one that is wrong."""
    return TelegramSettings(
        access=read_access_rules(settings),
        questions_per_minute=settings.telegram_per_minute,
        questions_per_day=settings.telegram_per_day,
        reaction=settings.telegram_reaction,
        keep_days=settings.telegram_keep_days,
        max_age_s=settings.telegram_max_age * 60,
        health_port=settings.telegram_health_port,
    )


def read_access_rules(settings: Settings) -> AccessRules:
    """Return who may use the bot; raise ExpectedError for what is no Telegram id."""
    words = re.split(r"[\s,;]+", settings.telegram_allowed.strip())
    admins = _ids("TELEGRAM_ADMINS", re.split(r"[\s,;]+", settings.telegram_admins.strip()))
    if _REQUEST in words and not admins:
        raise ExpectedError(
            "TELEGRAM_ALLOWED lets people ask to be let in, but nobody is there to let them in.",
            hint="Put your number into TELEGRAM_ADMINS; /privacy tells it.",
        )
    allowed = _ids("TELEGRAM_ALLOWED", [word for word in words if word != _REQUEST])
    return AccessRules(admins, allowed, _REQUEST in words)


def _ids(setting: str, words: list[str]) -> frozenset[int]:
    try:
        return frozenset(int(word) for word in words if word)
    except ValueError:
        raise ExpectedError(
            f"The setting {setting} holds what is no Telegram id.",
            hint="Write numbers with commas between them; /privacy tells people theirs.",
        ) from None

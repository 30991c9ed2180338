"""The settings of the webhook: the address and the secret for Telegram, and where to listen."""

import re
import secrets
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from bot.settings import Settings
from bot.telegram_bot.records.bot_database import BotDatabase
from retrieval.errors import ExpectedError
from retrieval.redaction import hide


@dataclass(frozen=True, slots=True)
class WebhookSettings:
    """Where Telegram sends updates, and where they arrive on this machine.

    The two differ behind a reverse proxy; only the path is the same.
    """

    url: str
    path: str
    listen: str
    port: int
    secret: str = field(repr=False)


def read_webhook_settings(settings: Settings, database: BotDatabase) -> WebhookSettings | None:
    """Return the settings of the webhook, or None for long polling; raise ExpectedError.

    A secret, and a path that nobody can guess, are made at the first start where they are not set.
    """
    if not settings.telegram_webhook_url:
        return None
    url = _checked_url(settings)
    path = url.path if url.path not in ("", "/") else f"/{_token(database, 'webhook path')}"
    query = f"?{url.query}" if url.query else ""
    return WebhookSettings(
        url=f"{url.scheme}://{url.netloc}{path}{query}",
        path=path,
        listen=settings.telegram_webhook_listen,
        port=settings.telegram_webhook_port,
        secret=_secret(settings, database),
    )


def _checked_url(settings: Settings) -> SplitResult:
    url = urlsplit(settings.telegram_webhook_url)
    if not url.hostname or url.scheme not in ("http", "https"):
        raise ExpectedError(
            "TELEGRAM_WEBHOOK_URL is no web address.",
            hint="Write it as https://HOST/PATH, as Telegram reaches it.",
        )
    if url.scheme == "http" and not _is_loopback(settings.telegram_api_base):
        raise ExpectedError(
            "TELEGRAM_WEBHOOK_URL must begin with https://.",
            hint="Put a reverse proxy with a certificate before the bot: see docs/telegram.md.",
        )
    return url


def _secret(settings: Settings, database: BotDatabase) -> str:
    chosen = settings.telegram_webhook_secret
    secret = chosen.get_secret_value() if chosen else _token(database, "webhook secret")
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
        raise ExpectedError(
            "TELEGRAM_WEBHOOK_SECRET holds what no secret may.",
            hint="Use up to 256 of A-Z, a-z, 0-9, _ and -, or leave it empty.",
        )
    return secret


def _token(database: BotDatabase, name: str) -> str:
    """Return a random token, the same at every start."""
    value = database.read_note(name)
    if not value:
        value = secrets.token_urlsafe(24)
        database.write_note(name, value)
    hide(value)
    return value


def _is_loopback(base: str) -> bool:
    host = urlsplit(base).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

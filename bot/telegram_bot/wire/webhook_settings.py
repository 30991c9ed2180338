"""The webhook as it is set: its address, its secret, where it is listened for."""

import re
import secrets
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlsplit

from bot.settings import Settings
from bot.telegram_bot.records.bot_database import Store
from retrieval.errors import ExpectedError


@dataclass(frozen=True, slots=True)
class Hook:
    """Where Telegram sends updates, and where they arrive behind a reverse proxy."""

    url: str
    path: str
    listen: str
    port: int
    secret: str = field(repr=False)


def hook(settings: Settings, store: Store) -> Hook | None:
    """Read the settings; None means long polling. Raises ExpectedError for a bad one.

    What is missing, a secret or a path that cannot be guessed, is made once and kept.
    """
    if not settings.telegram_webhook_url:
        return None
    url = urlsplit(settings.telegram_webhook_url)
    if not url.hostname or url.scheme not in ("http", "https"):
        raise ExpectedError(
            "TELEGRAM_WEBHOOK_URL is no web address.",
            hint="Write it as https://HOST/PATH, as Telegram reaches it.",
        )
    if url.scheme == "http" and not _loopback(settings.telegram_api_base):
        raise ExpectedError(
            "TELEGRAM_WEBHOOK_URL must begin with https://.",
            hint="Put a reverse proxy with a certificate before the bot; the README shows how.",
        )
    path = url.path if url.path not in ("", "/") else f"/{_made(store, 'webhook path')}"
    given = settings.telegram_webhook_secret
    secret = given.get_secret_value() if given else _made(store, "webhook secret")
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
        raise ExpectedError(
            "TELEGRAM_WEBHOOK_SECRET holds what no secret may.",
            hint="Use up to 256 of A-Z, a-z, 0-9, _ and -, or leave it empty.",
        )
    query = f"?{url.query}" if url.query else ""
    full = f"{url.scheme}://{url.netloc}{path}{query}"
    port = settings.telegram_webhook_port
    return Hook(full, path, settings.telegram_webhook_listen, port, secret)


def _made(store: Store, name: str) -> str:
    value = store.note(name)
    if not value:
        value = secrets.token_urlsafe(24)
        store.write_note(name, value)
    return value


def _loopback(base: str) -> bool:
    host = urlsplit(base).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

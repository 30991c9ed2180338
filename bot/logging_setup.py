"""Where log lines go, how many of a kind, and what they never hold."""

import logging
import traceback
from datetime import UTC, datetime

from bot.json_text import json_line
from bot.log_rate_limit import LogRateLimit
from bot.output import strip_control_characters
from retrieval.redaction import hide, redact


class _Hiding(logging.Formatter):
    """Writes a record without secrets, as text or as a line of JSON."""

    def __init__(self, style: str, *, as_json: bool = False) -> None:
        super().__init__(style)
        self._as_json = as_json

    def format(self, record: logging.LogRecord) -> str:
        """Return a record and its traceback without the secrets."""
        if not self._as_json:
            return strip_control_characters(redact(super().format(record)))
        fields = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": redact(record.getMessage()),
        }
        if record.exc_info:
            fields["traceback"] = redact(self.formatException(record.exc_info))
        return json_line(fields)


def log_without(*secrets: str, form: str = "text", level: str = "info") -> None:
    """Log our own doings and the warnings of others to standard error, never the secrets."""
    hide(*secrets)
    handler = logging.StreamHandler()
    style = "%(asctime)s %(levelname)s %(name)s: %(message)s"
    handler.setFormatter(_Hiding(style, as_json=form == "json"))
    handler.addFilter(LogRateLimit(handler))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    logging.getLogger("bot").setLevel(level.upper())
    logging.getLogger("httpx").setLevel(logging.WARNING)  # its INFO lines hold the token


def without_words(error: BaseException) -> str:
    """Return the kind of an error and where it happened; its text may be what somebody wrote."""
    return f"{type(error).__name__}\n{''.join(traceback.format_tb(error.__traceback__))}".rstrip()


def warn_without_secrets() -> None:
    """Let warnings that go to standard error where no log was set up hold no secret either."""
    if logging.lastResort:
        logging.lastResort.setFormatter(_Hiding("%(message)s"))

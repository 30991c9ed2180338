"""Where log lines go, and what they never hold."""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime

from bot.json_text import json_line
from bot.output import strip_control_characters


class _Hiding(logging.Formatter):
    """Writes a record without secrets, as text or as a line of JSON."""

    def __init__(self, secrets: Sequence[str], *, as_json: bool) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._secrets = secrets
        self._as_json = as_json

    def format(self, record: logging.LogRecord) -> str:
        """Return a record and its traceback without the secrets."""
        text = super().format(record)
        if self._as_json:
            fields = {
                "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
                "level": record.levelname.lower(),
                "logger": record.name,
                "message": record.getMessage(),
            }
            if record.exc_info:
                fields["traceback"] = self.formatException(record.exc_info)
            text = json_line(fields)
        else:
            text = strip_control_characters(text)
        for secret in self._secrets:
            text = text.replace(secret, "…")
        return text


def log_without(*secrets: str, form: str = "text", level: str = "info") -> None:
    """Log our own doings and the warnings of others to standard error, never the secrets."""
    handler = logging.StreamHandler()
    handler.setFormatter(_Hiding([each for each in secrets if each], as_json=form == "json"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    logging.getLogger("bot").setLevel(level.upper())
    logging.getLogger("httpx").setLevel(logging.WARNING)  # its INFO lines hold the token

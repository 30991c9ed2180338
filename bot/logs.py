"""Where log lines go, and what they never hold."""

import logging


class _Hiding(logging.Formatter):
    def __init__(self, secret: str) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._secret = secret

    def format(self, record: logging.LogRecord) -> str:
        """Give a record and its traceback without the secret."""
        return super().format(record).replace(self._secret, "…")


def log_without(secret: str) -> None:
    """Log our own doings and the warnings of others to standard error, never the secret."""
    handler = logging.StreamHandler()
    handler.setFormatter(_Hiding(secret))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    logging.getLogger("bot").setLevel(logging.INFO)
    logging.getLogger("httpx").setLevel(logging.WARNING)  # its INFO lines hold the token

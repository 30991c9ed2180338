"""What the bot listens on: the webhook, and health and figures on a loopback port."""

import hmac
import json
import logging
import re
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler

from bot.telegram_bot.wire.metrics import Metrics
from bot.telegram_bot.wire.receive import Receiver
from retrieval.errors import ExpectedError

MAX_BODY = 1_000_000  # bytes; Telegram's updates stay far below
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


class _Webhook(RequestHandler):
    def initialize(self, receiver: Receiver, secret: str) -> None:
        self._receiver = receiver
        self._secret = secret

    def prepare(self) -> None:
        """Turn away whoever does not know the secret, before anything is made of the body."""
        given = self.request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(), self._secret.encode()):
            self.set_status(403)
            self.finish()

    async def post(self) -> None:
        """Store an update; only then it is confirmed."""
        try:
            update = json.loads(self.request.body)
            if not isinstance(update, dict):
                raise TypeError
        except (ValueError, TypeError, RecursionError):
            self.set_status(400)
            return
        await self._receiver.take([update])


class _Health(RequestHandler):
    def initialize(self, ready: Callable[[], str]) -> None:
        self._ready = ready

    def get(self) -> None:
        """Say that the process lives, or why it is not ready."""
        trouble = self._ready()
        self.set_status(503 if trouble else 200)
        self.write(f"{trouble or 'ok'}\n")


class _Figures(RequestHandler):
    def initialize(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def get(self) -> None:
        """Give the figures."""
        self.set_header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
        self.write(self._metrics.text())


Listening = AbstractAsyncContextManager[None]


def webhook(receiver: Receiver, *, host: str, port: int, path: str, secret: str) -> Listening:
    """Take updates from a webhook until the end of the block."""
    rules: list[Any] = [(re.escape(path), _Webhook, {"receiver": receiver, "secret": secret})]
    return _serving(rules, host, port)


def health(metrics: Metrics, ready: Callable[[], str], *, host: str, port: int) -> Listening:
    """Answer /healthz, /readyz and /metrics until the end of the block."""
    rules: list[Any] = [
        ("/healthz", _Health, {"ready": lambda: ""}),
        ("/readyz", _Health, {"ready": ready}),
        ("/metrics", _Figures, {"metrics": metrics}),
    ]
    return _serving(rules, host, port)


@asynccontextmanager
async def _serving(rules: list[Any], host: str, port: int) -> AsyncIterator[None]:
    logging.getLogger("tornado.access").setLevel(logging.CRITICAL)  # its lines hold paths
    server = HTTPServer(Application(rules), max_body_size=MAX_BODY, idle_connection_timeout=120)
    try:
        server.listen(port, host)
    except OSError as error:
        raise ExpectedError(
            f"Port {port} of {host} cannot be listened on: {error.strerror}.",
            hint="Choose another one with TELEGRAM_WEBHOOK_PORT or TELEGRAM_HEALTH_PORT.",
        ) from error
    try:
        yield
    finally:
        server.stop()
        await server.close_all_connections()

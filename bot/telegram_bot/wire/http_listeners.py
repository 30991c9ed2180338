"""The web servers of the bot: for the webhook, and for health checks and metrics."""

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
from bot.telegram_bot.wire.update_receiver import UpdateReceiver
from retrieval.errors import ExpectedError

MAX_BODY_BYTES = 1_000_000  # an update of Telegram is far smaller
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


class _WebhookHandler(RequestHandler):
    def initialize(self, receiver: UpdateReceiver, secret: str) -> None:
        self._receiver = receiver
        self._secret = secret

    def prepare(self) -> None:
        """Refuse a request without the secret, before its body is read."""
        secret = self.request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(secret.encode(), self._secret.encode()):
            self.set_status(403)
            self.finish()

    async def post(self) -> None:
        """Store an update; the answer 200 confirms it, so that Telegram does not send it again."""
        try:
            update = json.loads(self.request.body)
            if not isinstance(update, dict):
                raise TypeError
        except (ValueError, TypeError, RecursionError):
            self.set_status(400)
            return
        await self._receiver.receive([update])


class _HealthHandler(RequestHandler):
    def initialize(self, problem: Callable[[], str]) -> None:
        self._problem = problem

    def get(self) -> None:
        """Answer 200, or 503 and why the bot is not ready."""
        problem = self._problem()
        self.set_status(503 if problem else 200)
        self.write(f"{problem or 'ok'}\n")


class _MetricsHandler(RequestHandler):
    def initialize(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def get(self) -> None:
        """Answer with the metrics."""
        self.set_header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
        self.write(self._metrics.exposition())


Server = AbstractAsyncContextManager[None]


def serve_webhook(
    receiver: UpdateReceiver, *, host: str, port: int, path: str, secret: str
) -> Server:
    """Receive updates from Telegram until the end of the block."""
    rules: list[Any] = [
        (re.escape(path), _WebhookHandler, {"receiver": receiver, "secret": secret})
    ]
    return _http_server(rules, host, port)


def serve_health(metrics: Metrics, problem: Callable[[], str], *, host: str, port: int) -> Server:
    """Answer /healthz, /readyz and /metrics until the end of the block.

    `problem` returns why the bot is not ready, or "".
    """
    rules: list[Any] = [
        ("/healthz", _HealthHandler, {"problem": lambda: ""}),
        ("/readyz", _HealthHandler, {"problem": problem}),
        ("/metrics", _MetricsHandler, {"metrics": metrics}),
    ]
    return _http_server(rules, host, port)


@asynccontextmanager
async def _http_server(rules: list[Any], host: str, port: int) -> AsyncIterator[None]:
    # Its lines contain the secret path.
    logging.getLogger("tornado.access").setLevel(logging.CRITICAL)
    server = HTTPServer(
        Application(rules), max_body_size=MAX_BODY_BYTES, idle_connection_timeout=120
    )
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

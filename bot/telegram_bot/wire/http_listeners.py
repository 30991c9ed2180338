"""The web servers of the bot: for the webhook, and for health checks and metrics."""

import logging
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from tornado.web import Application, RequestHandler

from bot.telegram_bot.wire.limited_server import (
    LimitedServer,
    ListenerLimits,
    allowed_connections,
)
from bot.telegram_bot.wire.metrics import Metrics
from bot.telegram_bot.wire.update_receiver import UpdateReceiver
from bot.telegram_bot.wire.webhook_server import WebhookServer

MAX_HEALTH_CONNECTIONS = 32


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
    return WebhookServer(receiver, path=path, secret=secret).listening(port, host)


def serve_health(metrics: Metrics, problem: Callable[[], str], *, host: str, port: int) -> Server:
    """Answer /healthz, /readyz and /metrics until the end of the block.

    `problem` returns why the bot is not ready, or "".
    """
    logging.getLogger("tornado.access").setLevel(logging.CRITICAL)  # a line for each look
    application = Application(
        [
            ("/healthz", _HealthHandler, {"problem": lambda: ""}),
            ("/readyz", _HealthHandler, {"problem": problem}),
            ("/metrics", _MetricsHandler, {"metrics": metrics}),
        ]
    )
    connections = allowed_connections(MAX_HEALTH_CONNECTIONS)
    limits = ListenerLimits(connections, body_bytes=0, keep_alive=False)
    return LimitedServer(application, limits).listening(port, host)

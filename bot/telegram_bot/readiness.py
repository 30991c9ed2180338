"""Whether the bot answers, and if not why; the health server tells it to others."""

import logging
from contextlib import AbstractAsyncContextManager, nullcontext

from bot.telegram_bot.talk.bot_context import BotContext
from bot.telegram_bot.wire.http_listeners import serve_health

log = logging.getLogger(__name__)


class Readiness:
    """What keeps the bot from answering: its own state, its home, or its disk."""

    def __init__(self, context: BotContext) -> None:
        self._context = context
        self.problem = "starting"

    def served(self) -> AbstractAsyncContextManager[None]:
        """Serve health and metrics during the block, if a port is set."""
        port = self._context.settings.health_port
        if not port:
            return nullcontext()
        return serve_health(self._context.metrics, self.current, host="127.0.0.1", port=port)

    def report_answering(self) -> None:
        """Note, and log, that the bot answers from now on."""
        self.problem = ""
        log.info("Answering as @%s.", self._context.client.username)

    def current(self) -> str:
        """Return why the bot does not answer now, "" if it does."""
        if problem := self.problem or self._context.app.home.problem():
            return problem
        if problem := self._context.database.sqlite.problem():
            return f"the file of the records {problem}"
        return "" if self._context.database.try_again() else "the disk does not take it"

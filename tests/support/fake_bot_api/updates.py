"""The updates in waiting: fetched by `getUpdates`, or brought to a webhook by a thread."""

import json
import re
import threading
import time
from http.client import HTTPConnection, HTTPException
from time import time as clock  # its own, whatever a test does to that of the bot
from urllib.parse import urlsplit

from tests.support.fake_bot_api.refusals import Fields, bad, conflict, flag, integer, value

NOT_BY_DEFAULT = {"message_reaction", "message_reaction_count", "chat_member"}
PORTS = {80, 88, 443, 8443}
LONGEST_POLL_S = 50
LONGEST_PAUSE_S = 2.0
_ABORTED = "terminated by other getUpdates request; make sure that only one bot instance is running"


class Updates:
    """The queue, and who takes from it."""

    def __init__(self, changed: threading.Condition) -> None:
        self.waiting: list[Fields] = []
        self.webhook: Fields = {"url": ""}
        self.pause_s = 0.05  # after the first failed delivery; it doubles
        self._changed = changed
        self._allowed: list[str] = []
        self._takers = 0
        self._closed = False
        self._threads: list[threading.Thread] = []

    def put(self, update: Fields) -> None:
        """Add an update, unless the bot does not want its kind."""
        kinds = set(update) - {"update_id"}
        if kinds & set(self._allowed) or not (self._allowed or kinds <= NOT_BY_DEFAULT):
            self.waiting.append(update)
            self._changed.notify_all()

    def get(self, fields: Fields) -> list[Fields]:
        """Answer getUpdates."""
        if self.webhook["url"]:
            raise conflict("can't use getUpdates method while webhook is active; "
                           "use deleteWebhook to delete the webhook first")  # fmt: skip
        offset = integer(fields, "offset")
        limit = min(max(integer(fields, "limit", 100), 1), 100)
        deadline = time.monotonic() + min(integer(fields, "timeout"), LONGEST_POLL_S)
        self._allow(fields)
        if offset < 0:
            offset = (self.waiting[offset:] or [{"update_id": 0}])[0]["update_id"]
        self.waiting = [update for update in self.waiting if update["update_id"] >= offset]
        mine = self._taken_over()
        while mine == self._takers and not self.waiting and not self._closed:
            if not self._changed.wait(deadline - time.monotonic()):
                break
        if mine != self._takers:
            raise conflict("terminated by setWebhook request" if self.webhook["url"] else _ABORTED)
        return self.waiting[:limit]

    def set_webhook(self, fields: Fields) -> bool:
        """Answer setWebhook and deleteWebhook (one without an address)."""
        url, secret = str(fields.get("url", "")), str(fields.get("secret_token", ""))
        if url:
            _check(url, secret)
        if flag(fields, "drop_pending_updates"):
            self.waiting.clear()
        self._allow(fields)
        self.webhook = {"url": url}
        mine = self._taken_over()
        if url:
            connections = min(max(integer(fields, "max_connections", 40), 1), 100)
            self.webhook |= {"max_connections": connections}
            work = threading.Thread(target=self._deliver, args=(mine, url, secret), daemon=True)
            self._threads.append(work)
            work.start()
        return True

    def webhook_info(self) -> Fields:
        """Answer getWebhookInfo."""
        counts = {"has_custom_certificate": False, "pending_update_count": len(self.waiting)}
        allowed = {"allowed_updates": self._allowed} if self._allowed else {}
        return self.webhook | counts | allowed

    def close(self) -> None:
        """Let nobody wait any more."""
        with self._changed:
            self._closed = True
            self._taken_over()
        for thread in self._threads:
            thread.join()

    def _allow(self, fields: Fields) -> None:
        if "allowed_updates" in fields:
            allowed = value(fields, "allowed_updates")
            self._allowed = allowed if isinstance(allowed, list) else []

    def _taken_over(self) -> int:
        self._takers += 1
        self._changed.notify_all()
        return self._takers

    def _deliver(self, mine: int, url: str, secret: str) -> None:
        pause_s = self.pause_s
        with self._changed:
            while True:
                self._changed.wait_for(lambda: self.waiting or mine != self._takers)
                if mine != self._takers or self._closed:
                    return
                update = self.waiting[0]
                self._changed.release()
                try:
                    problem = _posted(url, secret, update)
                finally:
                    self._changed.acquire()
                if not problem:
                    self.waiting = [one for one in self.waiting if one is not update]
                    pause_s = self.pause_s
                    self._changed.notify_all()
                    continue
                if mine == self._takers:
                    failed = {"last_error_date": int(clock()), "last_error_message": problem}
                    self.webhook |= failed
                self._changed.wait_for(lambda: mine != self._takers, pause_s)
                pause_s = min(2 * pause_s, LONGEST_PAUSE_S)


def _check(url: str, secret: str) -> None:
    """Refuse what is no address for a webhook; plain http is for this machine only."""
    parts = urlsplit(url)
    near = parts.hostname == "127.0.0.1"
    if parts.scheme != "https" and not (near and parts.scheme == "http"):
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    if not near and (parts.port or 443) not in PORTS:
        raise bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    if len(secret) > 256:
        raise bad("secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
        raise bad("secret token contains unallowed characters")


def _posted(url: str, secret: str, update: Fields) -> str:
    """Bring an update to a webhook on this machine; return what went wrong."""
    parts = urlsplit(url)
    if parts.scheme != "http":
        return "Connection refused"  # nothing leaves this machine
    headers = {"Content-Type": "application/json"}
    headers |= {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}
    connection = HTTPConnection(str(parts.hostname), parts.port or 80, timeout=5)
    try:
        connection.request("POST", parts.path or "/", json.dumps(update).encode(), headers)
        answer = connection.getresponse()
        answer.read()
    except (OSError, HTTPException) as error:
        return f"Connection refused ({type(error).__name__})"
    finally:
        connection.close()
    if 200 <= answer.status < 300:
        return ""
    return f"Wrong response from the webhook: {answer.status} {answer.reason}"

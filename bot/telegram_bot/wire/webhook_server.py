"""The web server of the webhook: a request is judged by its head, before its body is read."""

import asyncio
import hmac
import json
import logging
import re
import socket
from contextlib import suppress
from http import HTTPStatus
from typing import cast

from tornado.http1connection import HTTP1Connection
from tornado.httputil import (
    HTTPConnection,
    HTTPHeaders,
    HTTPMessageDelegate,
    HTTPServerConnectionDelegate,
    RequestStartLine,
    ResponseStartLine,
)
from tornado.iostream import StreamClosedError

from bot.telegram_bot.wire.limited_server import (
    READ_BYTES,
    LimitedServer,
    ListenerLimits,
    allowed_connections,
)
from bot.telegram_bot.wire.update_receiver import UpdateReceiver

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
MAX_BODY_BYTES = 1_000_000  # an update of Telegram is far smaller
MAX_BYTES_IN_FLIGHT = 16_000_000  # of all bodies that are read or worked on
MAX_CONNECTIONS = 512  # Telegram makes at most 100
LINGER_S = 1.0  # how long a refused sender may go on sending, so that it sees the refusal
LINGER_BYTES = 16_384  # more than most updates have

log = logging.getLogger(__name__)


class WebhookServer(LimitedServer):
    """Takes updates from whoever knows the path and the secret; the others are not listened to."""

    def __init__(self, receiver: UpdateReceiver, *, path: str, secret: str) -> None:
        connections = allowed_connections(MAX_CONNECTIONS)
        super().__init__(_NoApplication(), ListenerLimits(connections, MAX_BODY_BYTES))
        self._receiver = receiver
        self._path = path
        self._secret = secret.encode()
        self._in_flight = 0
        self._tasks: set[asyncio.Task[None]] = set()

    def start_request(
        self, server_conn: object, request_conn: HTTPConnection
    ) -> HTTPMessageDelegate:
        """Return what takes a request in."""
        return _UpdateRequest(self, server_conn, cast(HTTP1Connection, request_conn))

    def refusal(self, start: RequestStartLine, headers: HTTPHeaders, length: int) -> HTTPStatus:
        """Return why a request is refused, by its head alone, or OK."""
        secret = headers.get(SECRET_HEADER, "").encode()
        if start.path.partition("?")[0] != self._path:
            return HTTPStatus.NOT_FOUND
        if not hmac.compare_digest(secret, self._secret):
            return HTTPStatus.FORBIDDEN
        if start.method != "POST":
            return HTTPStatus.METHOD_NOT_ALLOWED
        if length < 0:
            return HTTPStatus.BAD_REQUEST
        if length > MAX_BODY_BYTES:
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        if self._in_flight + length > MAX_BYTES_IN_FLIGHT:
            log.warning("Updates are refused for now: too many bytes of them are in flight.")
            return HTTPStatus.SERVICE_UNAVAILABLE
        return HTTPStatus.OK

    def reserve(self, size: int) -> None:
        """Note that a body of this size is in flight, or with a negative size that it is not."""
        self._in_flight += size

    def answer(self, request: "_UpdateRequest") -> None:
        """Store an update, and confirm it when that is done."""
        task = asyncio.create_task(request.answer())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def store(self, body: bytes) -> HTTPStatus:
        """Store an update; the answer OK confirms it, so that Telegram does not send it again."""
        try:
            update = json.loads(body)
            if not isinstance(update, dict):
                raise TypeError
        except (ValueError, TypeError, RecursionError):
            return HTTPStatus.BAD_REQUEST
        try:
            await self._receiver.receive([update])
        except Exception:  # whatever it is, Telegram sends the update again
            log.exception("An update was not stored.")
            return HTTPStatus.INTERNAL_SERVER_ERROR
        return HTTPStatus.OK


class _UpdateRequest(HTTPMessageDelegate):
    """A request on its way."""

    def __init__(
        self, server: WebhookServer, server_conn: object, connection: HTTP1Connection
    ) -> None:
        self._server = server
        self._server_conn = server_conn
        self._connection = connection
        self._body = bytearray()
        self._reserved = 0

    async def headers_received(
        self, start_line: RequestStartLine | ResponseStartLine, headers: HTTPHeaders
    ) -> None:
        """Go on where the head is in order, else refuse the request and close the connection."""
        assert isinstance(start_line, RequestStartLine)
        length = _length(headers)
        status = self._server.refusal(start_line, headers, length)
        if status is not HTTPStatus.OK:
            await self._refuse(status)
            return
        self._server.know(self._server_conn)
        self._reserved = length
        self._server.reserve(length)

    def data_received(self, chunk: bytes) -> None:
        """Keep a part of the body."""
        self._body += chunk

    def finish(self) -> None:
        """Answer, as the body is complete."""
        self._server.answer(self)

    def on_connection_close(self) -> None:
        """Let go of the body of a connection that was closed before it was complete."""
        self._let_go()

    async def answer(self) -> None:
        """Store the update, and send the status of that."""
        try:
            status = await self._server.store(bytes(self._body))
        finally:
            self._let_go()
        start_line = ResponseStartLine("HTTP/1.1", status, status.phrase)
        self._connection.write_headers(start_line, HTTPHeaders({"Content-Length": "0"}))
        self._connection.finish()

    async def _refuse(self, status: HTTPStatus) -> None:
        """Send a status, and drop for a moment what comes: else the sender might not read it."""
        stream = self._connection.stream
        lines = (
            f"HTTP/1.1 {status} {status.phrase}",
            "Connection: close",
            "Content-Length: 0",
            "",
            "",
        )
        with suppress(StreamClosedError, OSError, TimeoutError):
            async with asyncio.timeout(LINGER_S):
                await stream.write("\r\n".join(lines).encode())
                stream.socket.shutdown(socket.SHUT_WR)
                for _ in range(LINGER_BYTES // READ_BYTES):
                    await stream.read_bytes(READ_BYTES, partial=True)
        self._connection.detach().close()

    def _let_go(self) -> None:
        self._server.reserve(-self._reserved)
        self._reserved = 0
        self._body = bytearray()


class _NoApplication(HTTPServerConnectionDelegate):
    """Nobody: this server answers for itself."""


def _length(headers: HTTPHeaders) -> int:
    """Return how long a body is at most, or -1 where that cannot be read."""
    if "Transfer-Encoding" in headers:
        return MAX_BODY_BYTES
    length = headers.get("Content-Length", "0")
    return int(length) if re.fullmatch(r"[0-9]{1,12}", length) else -1

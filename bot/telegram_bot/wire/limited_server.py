"""A web server that holds so many connections, and lets go first of those that showed nothing."""

import asyncio
import logging
import re
import socket
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import cast

from tornado.http1connection import HTTP1ConnectionParameters, HTTP1ServerConnection
from tornado.httputil import HTTPConnection, HTTPMessageDelegate, HTTPServerConnectionDelegate
from tornado.ioloop import IOLoop
from tornado.iostream import IOStream
from tornado.netutil import bind_sockets

from retrieval.errors import ExpectedError

BACKLOG = 2048  # connections that wait in the kernel; it lowers this to its own limit
ACCEPTED_AT_ONCE = 64  # then those that are there are read, so that no request waits for long
READ_BYTES = 8192  # read at once, so that a connection holds little
PAUSE_S = 0.2  # after a connection could not be accepted
LOOK_S = 1.0  # how often late connections are looked for
MOST_DESCRIPTORS = 2048  # where the system tells no limit, or a higher one

_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_Connection = socket.socket | HTTP1ServerConnection  # without a complete head, and with it

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ListenerLimits:
    """What a listener takes; a connection that shows nothing is closed after `header_s`."""

    connections: int
    body_bytes: int
    header_bytes: int = 8192
    header_s: float = 10.0
    body_s: float = 10.0
    idle_s: float = 75.0  # between the requests of a connection that is known
    keep_alive: bool = True


class LimitedServer(HTTPServerConnectionDelegate):
    """Accepts connections; at the limit, the oldest one of which nothing is known is closed.

    Tornado gets a connection when the head of its first request is complete: one that waits for
    the rest of it costs little.
    """

    def __init__(self, application: HTTPServerConnectionDelegate, limits: ListenerLimits) -> None:
        self._application = application
        self._limits = limits
        self._unknown: dict[_Connection, float] = {}  # and since when, in this order
        self._known: set[_Connection] = set()
        self._parameters = HTTP1ConnectionParameters(
            no_keep_alive=not limits.keep_alive,
            chunk_size=READ_BYTES,
            max_header_size=limits.header_bytes,
            header_timeout=limits.idle_s,
            max_body_size=limits.body_bytes,
            body_timeout=limits.body_s,
        )

    @asynccontextmanager
    async def listening(self, port: int, host: str) -> AsyncIterator[None]:
        """Serve until the end of the block; raise ExpectedError where the port is taken."""
        try:
            listeners = bind_sockets(port, host, backlog=BACKLOG)
        except OSError as error:
            raise ExpectedError(
                f"Port {port} of {host} cannot be listened on: {error.strerror}.",
                hint="Choose another one with TELEGRAM_WEBHOOK_PORT or TELEGRAM_HEALTH_PORT.",
            ) from error
        for listener in listeners:
            self._listen(listener)
        closing = asyncio.create_task(self._close_late())
        try:
            yield
        finally:
            closing.cancel()
            for listener in listeners:
                IOLoop.current().remove_handler(listener)
                listener.close()
            for connection in [*self._unknown, *self._known]:
                _close(connection)
                if isinstance(connection, HTTP1ServerConnection):
                    await connection.close()  # until what serves it has ended

    def start_request(
        self, server_conn: object, request_conn: HTTPConnection
    ) -> HTTPMessageDelegate:
        """Let the application answer."""
        return self._application.start_request(server_conn, request_conn)

    def on_close(self, server_conn: object) -> None:
        """Forget a connection that has ended."""
        connection = cast(HTTP1ServerConnection, server_conn)
        self._unknown.pop(connection, None)
        self._known.discard(connection)

    def know(self, server_conn: object) -> None:
        """Note that a connection is from whom it should be, so that it is not closed for others."""
        connection = cast(HTTP1ServerConnection, server_conn)
        if self._unknown.pop(connection, None):
            self._known.add(connection)

    def _listen(self, listener: socket.socket) -> None:
        if listener.fileno() >= 0:
            IOLoop.current().add_handler(listener, self._accept, IOLoop.READ)

    def _accept(self, listener: socket.socket, _events: int) -> None:
        for _ in range(ACCEPTED_AT_ONCE):
            try:
                connection, _address = listener.accept()
            except BlockingIOError:
                return
            except ConnectionAbortedError:
                continue
            except OSError as error:  # mostly: no more descriptors
                log.warning("No connection can be accepted for now: %s.", error.strerror)
                for _ in range(1 + len(self._unknown) // 4):
                    self._close_oldest()
                IOLoop.current().remove_handler(listener)
                IOLoop.current().call_later(PAUSE_S, self._listen, listener)
                return
            self._take(connection)

    def _take(self, connection: socket.socket) -> None:
        if len(self._unknown) + len(self._known) >= self._limits.connections:
            log.warning("There are too many connections; the oldest unknown one is closed.")
            if not self._close_oldest():
                connection.close()
                return
        connection.setblocking(False)
        self._unknown[connection] = time.monotonic()
        read = partial(self._read_head, bytearray())
        IOLoop.current().add_handler(connection, read, IOLoop.READ)
        read(connection, IOLoop.READ)

    def _read_head(self, head: bytearray, connection: socket.socket, _events: int) -> None:
        """Read what is there of a head, and give the connection to tornado when it is complete."""
        try:
            head += (part := connection.recv(READ_BYTES))
        except BlockingIOError:
            return
        except OSError:
            part = b""
        if _END_OF_HEAD.search(head):
            IOLoop.current().remove_handler(connection)
            del self._unknown[connection]
            serving = HTTP1ServerConnection(_BegunStream(connection, head), self._parameters)
            self._unknown[serving] = time.monotonic()
            serving.start_serving(self)
        elif not part or len(head) > self._limits.header_bytes:
            del self._unknown[connection]
            _close(connection)

    def _close_oldest(self) -> bool:
        """Close the oldest connection of which nothing is known; return whether there was one."""
        oldest = next(iter(self._unknown), None)
        if oldest is None:
            return False
        del self._unknown[oldest]
        _close(oldest)
        return True

    async def _close_late(self) -> None:
        while True:
            await asyncio.sleep(LOOK_S)
            latest = time.monotonic() - self._limits.header_s
            while self._unknown and next(iter(self._unknown.values())) < latest:
                self._close_oldest()


class _BegunStream(IOStream):
    """A connection of which something was read already."""

    def __init__(self, connection: socket.socket, begun: bytearray) -> None:
        self._begun = begun
        super().__init__(connection, max_buffer_size=8 * READ_BYTES, read_chunk_size=READ_BYTES)

    def read_from_fd(self, buf: bytearray | memoryview) -> int | None:
        """Return what was read already, and then what comes."""
        if not self._begun:
            return super().read_from_fd(buf)
        part = self._begun[: len(buf)]
        del self._begun[: len(buf)]
        buf[: len(part)] = part
        return len(part)


def _close(connection: _Connection) -> None:
    if isinstance(connection, HTTP1ServerConnection):
        connection.stream.close()
    else:
        IOLoop.current().remove_handler(connection)
        connection.close()


def allowed_connections(most: int) -> int:
    """Return how many connections to hold: a quarter of the descriptors, and `most` at most.

    The rest is for the calls of Telegram and of a model, the index and the databases.
    """
    descriptors = MOST_DESCRIPTORS
    if sys.platform != "win32":
        import resource

        soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        descriptors = min(soft, descriptors) if soft > 0 else descriptors
    return max(8, min(most, descriptors // 4))

"""Connections to checked machines only, all of which end at one moment."""

import ssl
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from threading import Thread
from typing import Any

import httpcore

from retrieval.web.public_hosts import Resolve, checked_addresses, resolve

_CONNECT_S, _READ_S = 10.0, 15.0


class GuardedNetwork(httpcore.NetworkBackend):
    """Resolves a host once, checks its addresses, and connects to one of these, no other."""

    def __init__(self, *, private: bool, until: float, resolve: Resolve = resolve) -> None:
        """Let connections work until a moment of `time.monotonic`."""
        self._private = private
        self._until = until
        self._resolve = lambda host, port: _in_time(resolve, host, port, until)
        self._network = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of a host that answers.

        Raises httpcore.ConnectError, and httpcore.ConnectTimeout if its addresses come too late.
        """
        try:
            numbers = checked_addresses(host, port, private=self._private, resolve=self._resolve)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout("its host is looked up for too long") from error
        except OSError as error:
            raise httpcore.ConnectError(str(error)) from error
        problem: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for number in numbers:
            try:
                stream = self._network.connect_tcp(
                    number, port, min(_CONNECT_S, _left(self._until)), local_address
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                problem = error
                continue
            return _TimedStream(stream, self._until)
        raise problem or httpcore.ConnectError("it has no address")


def _in_time(resolve: Resolve, host: str, port: int, until: float) -> Sequence[str]:
    """Return the IP addresses of a host; raises TimeoutError, for the system waits as it likes."""
    answer: Future[Sequence[str]] = Future()

    def look_up() -> None:
        try:
            answer.set_result(resolve(host, port))
        except Exception as error:  # noqa: BLE001  # is raised where the answer is waited for
            answer.set_exception(error)

    Thread(target=look_up, daemon=True).start()
    return answer.result(min(_CONNECT_S, _left(until)))


class _TimedStream(httpcore.NetworkStream):
    """A connection that ends at a moment, however slowly the other side sends."""

    def __init__(self, stream: httpcore.NetworkStream, until: float) -> None:
        self._stream = stream
        self._until = until

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, min(_READ_S, _left(self._until)))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, min(_READ_S, _left(self._until)))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        limit = min(_CONNECT_S, _left(self._until))
        stream = self._stream.start_tls(ssl_context, server_hostname, limit)
        return _TimedStream(stream, self._until)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(until: float) -> float:
    """Return the seconds that are left; raises httpcore.ReadTimeout if none are."""
    if (left := until - time.monotonic()) <= 0:
        raise httpcore.ReadTimeout("the time is up")
    return left

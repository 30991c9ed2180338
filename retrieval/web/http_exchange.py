"""One request of a page: limited in size and time, to checked machines, without cookies."""

import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version

import httpcore
import httpx

from retrieval.web.guarded_network import GuardedNetwork
from retrieval.web.public_hosts import Resolve, resolve
from retrieval.web.unpack import PACKINGS, PackingError, unpack

_MEGABYTE = 1_000_000
_ACCEPTED = (
    "text/html,application/xhtml+xml,application/pdf,application/epub+zip,text/plain;q=0.9,"
    "*/*;q=0.1"
)
_PLAIN = ("", "identity")
_OK = 200


class FetchError(Exception):
    """A page that could not be fetched; says why. `is_gone` if the server has it no more."""

    def __init__(self, reason: str, *, is_gone: bool = False) -> None:
        super().__init__(reason)
        self.is_gone = is_gone


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """What a page may take: bytes after decompression, seconds altogether, redirects."""

    most_bytes: int = 30 * _MEGABYTE
    seconds: float = 40.0
    redirects: int = 5
    pause_s: float = 1.0  # between two requests of one host


@dataclass(frozen=True, slots=True)
class HttpReply:
    """What a server answered; header names are in small letters.

    Only an answer of the status 200 has a body, since that of others is for people.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes


class HttpExchange:
    """Sends requests one at a time."""

    def __init__(self, limits: FetchLimits, *, private: bool, resolve: Resolve = resolve) -> None:
        """Ask only machines of the public internet, unless `private` allows all."""
        self._limits = limits
        self._private = private
        self._resolve = resolve

    def get(
        self,
        address: str,
        headers: Mapping[str, str],
        *,
        until: float,
        most_bytes: int,
        cut: bool = False,
    ) -> HttpReply:
        """Return the answer to a request, its body unpacked; with `cut` only so many bytes of it.

        Raises AddressError for a machine that is not asked, FetchError if there is no answer.
        """
        network = GuardedNetwork(private=self._private, until=until, resolve=self._resolve)
        sent: dict[bytes | str, bytes | str] = {
            "User-Agent": user_agent(), "Accept": _ACCEPTED, "Accept-Encoding": "gzip",
            "Connection": "close",
        }  # fmt: skip
        sent.update(headers)
        try:
            with (
                httpcore.ConnectionPool(ssl_context=_trust(), network_backend=network) as pool,
                pool.stream("GET", address, headers=sent) as response,
            ):
                served = _headers(response)
                return HttpReply(response.status, served, _body(response, served, most_bytes, cut))
        except httpcore.TimeoutException as error:
            raise FetchError("it did not answer in time") from error
        except httpcore.ConnectError as error:
            raise FetchError(_why_not_connected(error)) from error
        except (httpcore.NetworkError, httpcore.RemoteProtocolError) as error:
            raise FetchError("the connection broke off") from error
        except (httpcore.ProtocolError, httpcore.UnsupportedProtocol, UnicodeError) as error:
            raise FetchError("the server does not speak HTTP as it should") from error


@cache
def user_agent() -> str:
    """Return the name by which majlis shows itself to servers."""
    return f"majlis/{version('majlis')} (+reads single pages for its user; keeps robots.txt)"


@cache
def _trust() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)


def _why_not_connected(error: Exception) -> str:
    words = str(error)
    if "certificate" in words.lower():
        return "the certificate of its server is not valid"
    if "SSL" in words or "TLS" in words:
        return "its server does not speak TLS as it should"
    if "refused" in words:
        return "its server refuses connections"
    return "its host is unknown, or the network is down"


def _headers(response: httpcore.Response) -> dict[str, str]:
    return {
        name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers
    }


def _body(
    response: httpcore.Response, headers: Mapping[str, str], most_bytes: int, cut: bool
) -> bytes:
    """Return the body of an answer; one that is too large is refused or cut on the way."""
    if response.status != _OK:
        return b""
    coding = headers.get("content-encoding", "").strip().lower()
    if coding not in (*PACKINGS, *_PLAIN):
        raise FetchError("it is packed in a way that was not asked for")
    too_large = f"it is larger than {most_bytes / _MEGABYTE:g} MB"
    length = headers.get("content-length", "")
    if not cut and length.isdecimal() and int(length[:20]) > most_bytes:
        raise FetchError(too_large)
    pieces = response.iter_stream()
    body = bytearray()
    try:
        for piece in unpack(pieces, coding) if coding in PACKINGS else pieces:
            body += piece
            if len(body) > most_bytes:
                break
    except PackingError as error:
        reason = "the connection broke off" if error.is_cut else "what it sent cannot be unpacked"
        raise FetchError(reason) from error
    if len(body) > most_bytes and not cut:
        raise FetchError(too_large)
    return bytes(body[:most_bytes])


def deadline(seconds: float) -> float:
    """Return the moment of `time.monotonic` in so many seconds."""
    return time.monotonic() + seconds

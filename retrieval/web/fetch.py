"""Fetch a page: follow its redirects, keep the rules of its site, look at what it is."""

import string
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath
from urllib.parse import quote, unquote, urljoin, urlsplit

from retrieval.errors import ExpectedError
from retrieval.formats.decode import check_encoding
from retrieval.web.addresses import AddressError, checked_address
from retrieval.web.http_exchange import (
    FetchError,
    FetchLimits,
    HttpExchange,
    HttpReply,
    deadline,
)  # fmt: skip
from retrieval.web.public_hosts import Resolve, resolve
from retrieval.web.robots import Robots

_REDIRECTS = (301, 302, 303, 307, 308)
_GONE = (404, 410)
_UNCHANGED = 304
_ROBOTS_BYTES = 500_000
# The suffix that tells the format of what a server calls by these names.
_SUFFIXES = {
    "text/html": ".html", "application/xhtml+xml": ".html", "application/pdf": ".pdf",
    "application/x-pdf": ".pdf", "application/epub+zip": ".epub", "text/plain": ".txt",
    "text/markdown": ".md", "text/x-markdown": ".md",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}  # fmt: skip
_UNKNOWN = ("", "application/octet-stream", "binary/octet-stream", "application/download")
_NO_ARTICLES = {"image": "a picture", "video": "a film", "audio": "a sound", "font": "a font"}


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave to ask later whether a page has changed; `url` is where it was."""

    url: str
    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """A page as it was served, at its last address, and when (ISO 8601, UTC).

    `name` ends as its format does.
    """

    url: str
    content: bytes
    name: str
    charset: str
    validators: Validators
    fetched: str


class Fetcher:
    """Fetches pages, one at a time; keeps for one run what sites ask of programs."""

    def __init__(
        self,
        *,
        private: bool = False,
        limits: FetchLimits | None = None,
        resolve: Resolve = resolve,
    ) -> None:
        """Ask only machines of the public internet, unless `private` allows all."""
        self._limits = limits or FetchLimits()
        self._exchange = HttpExchange(self._limits, private=private, resolve=resolve)
        self._robots = Robots(self._read_robots)
        self._asked_at: dict[str, float] = {}

    def fetch(self, address: str, known: Validators | None = None) -> FetchedPage | None:
        """Return a page, None if it is unchanged since the validators in `known`.

        Raises AddressError for an address that is not fetched, FetchError if there is no page.
        """
        until = deadline(self._limits.seconds)
        url, reply = self._follow(checked_address(address), known, until)
        if reply.status == _UNCHANGED:
            return None
        if reason := _refusal(reply.status):
            raise FetchError(reason, is_gone=reply.status in _GONE)
        kind, charset = _content_type(reply.headers.get("content-type", ""))
        validators = Validators(
            url, reply.headers.get("etag", "")[:500], reply.headers.get("last-modified", "")[:100]
        )
        now = datetime.now(UTC).isoformat(timespec="seconds")
        return FetchedPage(url, reply.body, _name(url, kind), charset, validators, now)

    def _follow(self, url: str, known: Validators | None, until: float) -> tuple[str, HttpReply]:
        for _ in range(self._limits.redirects + 1):
            self._ask_leave(url)
            reply = self._exchange.get(
                url, _conditions(url, known), until=until, most_bytes=self._limits.most_bytes
            )
            if reply.status not in _REDIRECTS or not reply.headers.get("location"):
                return url, reply
            url = _next_address(url, reply.headers["location"])
        raise FetchError(f"it leads to more than {self._limits.redirects} other addresses")

    def _ask_leave(self, url: str) -> None:
        """Wait for one's turn at a site; raises FetchError if its robots.txt forbids a page."""
        allowed = self._robots.allows(url)
        if allowed is None:
            raise FetchError("the robots.txt of its site cannot be read now")
        if not allowed:
            raise FetchError("the robots.txt of its site does not allow it")
        host = urlsplit(url).netloc
        pause = self._robots.pause_s(url, self._limits.pause_s)
        wait = self._asked_at.get(host, -pause) + pause - time.monotonic()
        if wait > 0 and host in self._asked_at:
            time.sleep(wait)
        self._asked_at[host] = time.monotonic()

    def _read_robots(self, url: str) -> str | None:
        """Return the text of a robots.txt, "" if there is none, None if the server fails."""
        until = deadline(self._limits.seconds)
        for _ in range(self._limits.redirects + 1):
            reply = self._exchange.get(url, {}, until=until, most_bytes=_ROBOTS_BYTES, cut=True)
            if reply.status not in _REDIRECTS or not reply.headers.get("location"):
                break
            try:
                url = _next_address(url, reply.headers["location"])
            except AddressError:
                return None
        if reply.status >= 500:
            return None
        whole = len(reply.body) < _ROBOTS_BYTES
        body = reply.body if whole else reply.body.rpartition(b"\n")[0]
        return body.decode("utf-8-sig", "replace")


def _next_address(url: str, location: str) -> str:
    """Return the address that a redirect leads to; raises AddressError for one not fetched."""
    sent = location.encode("latin-1")
    try:
        target = sent.decode("utf-8")
    except UnicodeDecodeError:  # an encoding that only the server knows
        target = quote(sent, safe=string.punctuation)
    try:
        return checked_address(urljoin(url, target))
    except ValueError as error:
        reason = error if isinstance(error, AddressError) else "it is no address"
        raise AddressError(f"it leads to another address: {reason}") from error


def _conditions(url: str, known: Validators | None) -> dict[str, str]:
    """Return the headers that ask for a page only if it has changed."""
    if known is None or known.url != url:
        return {}
    headers = {"If-None-Match": known.etag, "If-Modified-Since": known.modified}
    return {
        name: value
        for name, value in headers.items()
        if value and value.isascii() and value.isprintable()
    }


def _refusal(status: int) -> str:
    """Return why a status is no page, "" for one that is."""
    if status == 200:
        return ""
    if status in _GONE:
        return f"the server has no such page ({status})"
    if status in (401, 402, 403, 407, 451):
        return f"the server does not let majlis read it ({status})"
    if status in (429, 503):
        return f"the server asks to come back later ({status})"
    return f"the server answered with {status} in place of a page"


def _content_type(header: str) -> tuple[str, str]:
    """Return the type and the encoding that a server names."""
    kind, _, parameters = header.partition(";")
    charset = parameters.lower().partition("charset=")[2].split(";")[0].strip("\"' ")
    try:
        return kind.strip().lower(), charset and check_encoding(charset[:40])
    except ExpectedError:  # the name of none
        return kind.strip().lower(), ""


def _name(url: str, kind: str) -> str:
    """Return a name for what was fetched, by its address and type; raises FetchError for others."""
    path = PurePosixPath(unquote(urlsplit(url).path))
    if kind in _SUFFIXES:
        return (path.stem or "page") + _SUFFIXES[kind]
    if kind in _UNKNOWN:
        return path.name or "page.html"
    what = _NO_ARTICLES.get(kind.partition("/")[0], f"of the type {kind[:60]}")
    raise FetchError(f"it is {what}, not an article")

"""Addresses of web pages: which may be fetched, and which are the same page."""

import ipaddress
import re
import string
import unicodedata
from urllib.parse import parse_qsl, quote, urlsplit, urlunsplit

from retrieval.language.rules import words

_TRACKING = words("tracking", "parameter")
_TRACKING_BEGINNINGS = tuple(words("tracking", "beginning"))
_VERSIONS = frozenset(words("tracking", "version"))
_VERSION_PATHS = tuple(words("tracking", "path"))
_SCHEMES = ("http", "https")
_BAD_SIGNS = re.compile(
    '[\x00-\x20\x7f\\\\<>"^`{|}\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff]'
)
_NUMBERS = re.compile(r"(?:0x[0-9a-f]*|\d+)(?:\.(?:0x[0-9a-f]*|\d*))*\.?", re.IGNORECASE)
_HOST = re.compile(
    r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
)
_LONGEST = 2_000  # characters
_LONGEST_HOST = 253


class AddressError(ValueError):
    """An address that is not fetched; says why."""


def is_address(name: str) -> bool:
    """Return whether a name is meant as the address of a page, rather than a path."""
    return name[:8].lower().startswith(("http://", "https://"))


def checked_address(address: str) -> str:
    """Return an address as it is fetched: in ASCII, without a fragment, its host in small letters.

    Raises AddressError for one that is none, or that hides where it leads.
    """
    if len(address) > _LONGEST:
        raise AddressError("the address is too long")
    if _BAD_SIGNS.search(address):
        raise AddressError("the address holds signs that no address has")
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise AddressError("it is no address of a web page") from error
    if parts.scheme.lower() not in _SCHEMES:
        raise AddressError("only addresses that begin with http:// or https:// are fetched")
    if "@" in parts.netloc:
        raise AddressError("the address holds a user name or a password")
    usual = {"http": 80, "https": 443}[parts.scheme.lower()]
    host = _host(parts.hostname or "")
    shown = f"[{host}]" if ":" in host else host
    place = shown if port in (None, usual) else f"{shown}:{port}"
    path, query = (quote(each, safe=string.punctuation) for each in (parts.path, parts.query))
    checked = urlunsplit((parts.scheme.lower(), place, path or "/", query, ""))
    if len(checked) > _LONGEST:
        raise AddressError("the address is too long")
    return checked


def _host(name: str) -> str:
    """Return the name of a host in ASCII, or a canonical IP address."""
    plain = unicodedata.normalize("NFKC", name).lower().rstrip(".")
    if "%" in plain or not plain:
        raise AddressError("it is no address of a web page")
    try:
        return str(ipaddress.ip_address(plain))
    except ValueError:
        pass
    if ":" in plain or _NUMBERS.fullmatch(plain):
        raise AddressError("the address writes a number in the place of a host")
    try:
        ascii_name = plain.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise AddressError("the name of its host is not valid") from error
    if len(ascii_name) > _LONGEST_HOST or not _HOST.fullmatch(ascii_name):
        raise AddressError("the name of its host is not valid")
    if _NUMBERS.fullmatch(ascii_name.rpartition(".")[2]):
        raise AddressError("the address writes a number in the place of a host")
    return ascii_name


def page_id(address: str) -> str:
    """Return the one address of a page: without tracking, print and AMP versions, as https.

    >>> page_id("http://Example.org/a/?utm_source=x&page=2#top")
    'https://example.org/a?page=2'
    """
    parts = urlsplit(checked_address(address))
    path = parts.path
    for ending in _VERSION_PATHS:
        path = path.removesuffix("/").removesuffix(f"/{ending}")
    query = "&".join(part for part in parts.query.split("&") if part and not _is_no_matter(part))
    scheme = "https" if parts.port is None else parts.scheme
    return urlunsplit((scheme, parts.netloc, path.rstrip("/") or "/", query, ""))


def _is_no_matter(part: str) -> bool:
    """Return whether a parameter only tells where a reader came from, or how a page looks."""
    name, value = next(iter(parse_qsl(part, keep_blank_values=True)), ("", ""))
    name, value = name.lower(), value.lower()
    if name in _TRACKING or name.startswith(_TRACKING_BEGINNINGS):
        return True
    return name in _VERSIONS or f"{name}={value}" in _VERSIONS

"""Pages are fetched within limits, by the rules of their sites, and only as articles."""

import gzip
import threading
import time
import zlib
from collections.abc import Iterator

import pytest

from retrieval.web.addresses import AddressError
from retrieval.web.fetch import Fetcher, Validators
from retrieval.web.http_exchange import FetchError, FetchLimits
from retrieval.web.unpack import PackingError, unpack
from tests.support.page_server import PageServer, Served, page_server

LIMITS = FetchLimits(most_bytes=100_000, seconds=2, pause_s=0)


@pytest.fixture
def site() -> Iterator[PageServer]:
    with page_server() as server:
        yield server


def fetcher(limits: FetchLimits = LIMITS) -> Fetcher:
    return Fetcher(private=True, limits=limits)


def refused(site: PageServer, path: str = "/a", limits: FetchLimits = LIMITS) -> str:
    with pytest.raises((FetchError, AddressError)) as raised:
        fetcher(limits).fetch(site.base + path)
    return str(raised.value)


def test_a_page_comes_with_its_last_address_name_encoding_and_validators(site: PageServer) -> None:
    headers = {
        "Content-Type": "text/html; charset=Windows-1251",
        "ETag": '"1"',
        "Last-Modified": "x",
    }
    site.pages["/b"] = Served(b"text", headers=headers)
    site.pages["/a"] = Served(status=301, headers={"Location": "/b"})
    page = fetcher().fetch(f"{site.base}/a#part")
    assert page is not None
    assert (page.url, page.content, page.name, page.charset) == (
        f"{site.base}/b", b"text", "b.html", "cp1251",
    )  # fmt: skip
    assert page.validators == Validators(f"{site.base}/b", '"1"', "x")
    agent = site.asked[-1][1]["user-agent"]
    assert agent.startswith("majlis/") and "cookie" not in site.asked[-1][1]
    assert fetcher().fetch(f"{site.base}/a", page.validators) is None


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_addresses_and_validators_beyond_ascii_are_no_trouble(
    site: PageServer, encoding: str
) -> None:
    raw = "é".encode(encoding)
    path = "/caf" + "".join(f"%{byte:02X}" for byte in raw)
    headers = {"Location": f"/caf{raw.decode('latin-1')}", "Content-Type": "text/html"}
    site.pages["/a"] = Served(status=301, headers=headers)
    site.pages[path] = Served(b"text", headers={"ETag": f'"{raw.decode("latin-1")}"'})
    page = fetcher().fetch(f"{site.base}/a")
    assert page is not None and page.url == site.base + path
    assert fetcher().fetch(page.url, page.validators) is not None
    assert "if-none-match" not in site.asked[-1][1]


@pytest.mark.parametrize("target", ["http://[bad", "file:///etc/passwd"])
def test_a_robots_txt_that_leads_nowhere_cannot_be_read(site: PageServer, target: str) -> None:
    site.pages["/robots.txt"] = Served(status=302, headers={"Location": target})
    assert refused(site) == "the robots.txt of its site cannot be read now"


def test_a_redirect_is_followed_five_times_and_not_to_another_scheme(site: PageServer) -> None:
    for number in range(8):
        site.pages[f"/{number}"] = Served(status=302, headers={"Location": f"/{number + 1}"})
    site.pages["/8"] = Served(b"text")
    assert fetcher().fetch(f"{site.base}/3") is not None
    assert refused(site, "/2") == "it leads to more than 5 other addresses"
    site.pages["/a"] = Served(status=302, headers={"Location": "file:///etc/passwd"})
    assert refused(site).startswith("it leads to another address: only addresses that begin with")


@pytest.mark.parametrize(
    ("body", "coding"),
    [
        (b"x" * 100_001, ""),
        (gzip.compress(bytes(50_000_000)), "gzip"),
        (zlib.compress(bytes(50_000_000)), "deflate"),
    ],
    ids=["plain", "gzip", "deflate"],
)
def test_what_is_too_large_is_refused_before_it_is_whole(
    site: PageServer, body: bytes, coding: str
) -> None:
    site.pages["/a"] = Served(body, headers={"Content-Encoding": coding})
    assert refused(site) == "it is larger than 0.1 MB"


def test_what_is_packed_twice_or_otherwise_or_cut_short_is_refused(site: PageServer) -> None:
    site.pages["/a"] = Served(b"x", headers={"Content-Encoding": "gzip, gzip"})
    assert refused(site) == "it is packed in a way that was not asked for"
    site.pages["/a"] = Served(b"xx plain", headers={"Content-Encoding": "gzip"})
    assert refused(site) == "what it sent cannot be unpacked"
    site.pages["/a"] = Served(
        gzip.compress(b"text" * 99)[:-9], headers={"Content-Encoding": "gzip"}
    )
    assert refused(site) == "the connection broke off"
    packed = gzip.compress(b"text" * 99_999)
    site.pages["/a"] = Served(packed, headers={"Content-Encoding": "gzip"})
    page = fetcher(FetchLimits(pause_s=0)).fetch(f"{site.base}/a")
    assert page and page.content == b"text" * 99_999


RAW = zlib.compressobj(wbits=-zlib.MAX_WBITS)
ZEROS = gzip.compress(bytes(65_536 * 2))


@pytest.mark.parametrize(
    ("body", "coding", "text"),
    [
        (b"", "gzip", b""),
        (gzip.compress(b"one ") + gzip.compress(b"two"), "gzip", b"one two"),
        (gzip.compress(b"one") + b"behind", "gzip", b"one"),
        (gzip.compress(b"one") + b"\0", "gzip", b"one"),
        (RAW.compress(b"one two") + RAW.flush(), "deflate", b"one two"),
        (zlib.compress(b"one two"), "deflate", b"one two"),
        (ZEROS * 3, "x-gzip", bytes(65_536 * 6)),
    ],
    ids=["empty", "two streams", "more behind", "a byte behind", "raw", "zlib", "whole pieces"],
)
def test_each_way_of_packing_is_unpacked(
    site: PageServer, body: bytes, coding: str, text: bytes
) -> None:
    site.pages["/a"] = Served(body, headers={"Content-Encoding": coding})
    page = fetcher(FetchLimits(pause_s=0)).fetch(f"{site.base}/a")
    assert page is not None and page.content == text


@pytest.mark.parametrize("size", [1, 7])
def test_the_borders_of_pieces_are_no_matter(size: int) -> None:
    packed = gzip.compress(b"one ") + gzip.compress(b"two")
    pieces = [packed[start : start + size] for start in range(0, len(packed), size)]
    assert b"".join(unpack(pieces, "gzip")) == b"one two"
    with pytest.raises(PackingError):
        list(unpack(pieces[:-1], "gzip"))


def test_the_body_of_an_answer_that_is_no_page_is_not_read(site: PageServer) -> None:
    packed = {"Content-Encoding": "gzip", "ETag": '"1"'}
    site.pages["/a"] = Served(b"Moved", 301, headers={"Location": "/b"} | packed)
    site.pages["/b"] = Served(gzip.compress(b"text"), headers=packed)
    page = fetcher().fetch(f"{site.base}/a")
    assert page is not None and page.content == b"text"
    site.pages["/b"] = Served(b"", 304, headers=packed)
    assert fetcher().fetch(f"{site.base}/b", page.validators) is None
    site.pages["/a"] = Served(b"Not here" * 99_999, 404, headers=packed)
    assert refused(site) == "the server has no such page (404)"


def test_a_server_that_sends_slowly_is_left_in_time(site: PageServer) -> None:
    site.pages["/a"] = Served(b"x" * 90_000, pause_s=0.1)
    begun = time.monotonic()
    assert refused(site, limits=FetchLimits(seconds=0.5, pause_s=0)) == "it did not answer in time"
    assert time.monotonic() - begun < 2


def test_robots_txt_is_read_once_and_kept(site: PageServer) -> None:
    site.pages["/robots.txt"] = Served(
        b"User-agent: majlis\nDisallow: /private\n\nUser-agent: *\nDisallow: /\n",
        headers={"Content-Type": "text/plain"},
    )
    site.pages["/a"] = Served(b"text")
    site.pages["/b"] = Served(status=302, headers={"Location": "/private/c"})
    one = fetcher()
    assert one.fetch(f"{site.base}/a") is not None
    for path in ("/private/c", "/b"):
        with pytest.raises(FetchError, match=r"robots\.txt of its site does not allow it"):
            one.fetch(site.base + path)
    assert [path for path, _ in site.asked] == ["/robots.txt", "/a", "/b"]


def test_the_beginning_of_a_large_robots_txt_is_kept_with_its_bom(site: PageServer) -> None:
    head = "\ufeffUser-agent: *\nDisallow: /private\n".encode().ljust(499_989, b"\n")
    rule = b"Disallow: /bread\n"  # cut behind its slash
    site.pages["/robots.txt"] = Served(head + rule * 9)
    site.pages["/a"] = Served(b"text")
    assert refused(site, "/private/a") == "the robots.txt of its site does not allow it"
    assert fetcher().fetch(f"{site.base}/a") is not None


def test_a_site_whose_robots_txt_fails_is_left_alone(site: PageServer) -> None:
    site.pages["/robots.txt"] = Served(status=500)
    assert refused(site) == "the robots.txt of its site cannot be read now"
    assert site.paths() == []


def test_there_is_a_pause_between_two_requests_of_a_host(site: PageServer) -> None:
    site.pages["/a"] = Served(b"text")
    one = fetcher(FetchLimits(pause_s=1.5))
    begun = time.monotonic()
    one.fetch(f"{site.base}/a")
    assert time.monotonic() - begun < 1.5
    one.fetch(f"{site.base}/a")
    assert time.monotonic() - begun >= 1.5


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (404, "the server has no such page (404)"), (410, "the server has no such page (410)"),
        (403, "the server does not let majlis read it (403)"),
        (429, "the server asks to come back later (429)"),
        (500, "the server answered with 500 in place of a page"),
        (204, "the server answered with 204 in place of a page"),
    ],
)  # fmt: skip
def test_a_status_that_is_no_page_is_explained(site: PageServer, status: int, reason: str) -> None:
    site.pages["/a"] = Served(status=status)
    assert refused(site) == reason


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("text/html", "a.html"), ("application/pdf", "a.pdf"), ("text/plain; charset=x", "a.txt"),
        ("application/octet-stream", "a"), ("", "a"),
    ],
)  # fmt: skip
def test_the_type_decides_on_the_name(site: PageServer, kind: str, name: str) -> None:
    site.pages["/a"] = Served(b"text", headers={"Content-Type": kind})
    page = fetcher().fetch(f"{site.base}/a")
    assert page and page.name == name


def test_what_is_no_article_is_refused_by_its_type(site: PageServer) -> None:
    site.pages["/a"] = Served(b"x", headers={"Content-Type": "image/png"})
    assert refused(site) == "it is a picture, not an article"
    site.pages["/a"] = Served(b"{}", headers={"Content-Type": "application/json"})
    assert refused(site) == "it is of the type application/json, not an article"


def test_a_server_that_is_not_there_is_told_from_a_host_that_is_unknown() -> None:
    with page_server() as gone:
        base = gone.base
    with pytest.raises(FetchError, match="its server refuses connections"):
        fetcher().fetch(f"{base}/a")

    def unknown(host: str, port: int) -> list[str]:
        raise OSError("Name or service not known")

    with pytest.raises(FetchError, match="its host is unknown, or the network is down"):
        Fetcher(limits=LIMITS, resolve=unknown).fetch("http://a.example/")


def test_a_host_that_is_looked_up_for_too_long_is_left_in_time() -> None:
    found = threading.Event()

    def slow(host: str, port: int) -> list[str]:
        found.wait(5)
        return ["127.0.0.1"]

    begun = time.monotonic()
    one = Fetcher(limits=FetchLimits(seconds=0.3, pause_s=0), resolve=slow)
    with pytest.raises(FetchError, match="it did not answer in time"):
        one.fetch("http://a.example/")
    assert time.monotonic() - begun < 3
    found.set()


def test_a_proxy_of_the_environment_is_not_used(
    site: PageServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.pages["/a"] = Served(b"text")
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert fetcher().fetch(f"{site.base}/a") is not None

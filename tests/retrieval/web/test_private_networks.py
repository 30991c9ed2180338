"""No trick of an address leads to a machine that is not of the public internet."""

import socket
import threading
from collections.abc import Iterator, Sequence

import pytest

from retrieval.web import public_hosts
from retrieval.web.addresses import AddressError
from retrieval.web.fetch import Fetcher
from retrieval.web.http_exchange import FetchError, FetchLimits
from retrieval.web.public_hosts import is_public, resolve
from tests.support.page_server import PageServer, Served, page_server

# {port} is that of a server on loopback which must not be reached.
TRICKS = [
    "http://127.0.0.1:{port}/", "http://127.0.0.1/", "http://127.1:{port}/", "http://127.0.1:{port}/",
    "http://0:{port}/", "http://0.0.0.0:{port}/", "http://2130706433:{port}/",
    "http://0x7f000001:{port}/", "http://0x7f.0.0.1:{port}/", "http://0X7F.1:{port}/",
    "http://0177.0.0.1:{port}/", "http://017700000001:{port}/", "http://127.0.0.0x1:{port}/",
    "http://00000177.00.00.01:{port}/", "http://127.0.0.1.:{port}/", "http://127.000.000.001:{port}/",
    "http://127.127.127.127:{port}/", "http://localhost:{port}/", "http://LOCALHOST:{port}/",
    "http://localhost.:{port}/", "http://ｌｏｃａｌｈｏｓｔ:{port}/", "http://loc\u00adalhost:{port}/",
    "http://１２７.０.０.１:{port}/", "http://①②⑦.⓪.⓪.①:{port}/", "http://127。0。0。1:{port}/",
    "http://[::1]:{port}/", "http://[::]:{port}/", "http://[0:0:0:0:0:0:0:1]:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/", "http://[::ffff:7f00:1]:{port}/",
    "http://[0:0:0:0:0:ffff:7f00:0001]:{port}/", "http://[::127.0.0.1]:{port}/",
    "http://[64:ff9b::127.0.0.1]:{port}/", "http://[64:ff9b::7f00:1]:{port}/",
    "http://[64:ff9b:1::7f00:1]:{port}/", "http://[2002:7f00:1::]:{port}/",
    "http://[2001:0:7f00:1::]:{port}/", "http://[fe80::1%25lo]:{port}/", "http://[::1%25lo]:{port}/",
    "http://[fc00::1]:{port}/", "http://[fd00:ec2::254]/", "http://[ff02::1]:{port}/",
    "http://[fec0::1]/", "http://me@127.0.0.1:{port}/", "http://public.test@127.0.0.1:{port}/",
    "http://127.0.0.1:{port}\\@public.test/", "http://public.test\\@127.0.0.1:{port}/",
    "http://public.test#@127.0.0.1:{port}/", "http://public.test:80@127.0.0.1:{port}/",
    "http://127.0.0.1:{port}#public.test/", "http://10.0.0.1/", "http://172.16.0.1/",
    "http://192.168.1.1/", "http://100.64.0.1/", "http://169.254.169.254/latest/meta-data/",
    "http://100.100.100.200/", "http://168.63.129.16/", "http://192.0.0.192/", "http://198.18.0.1/",
    "http://224.0.0.1/", "http://240.0.0.1/", "http://255.255.255.255/", "http://192.88.99.1/",
    "http://metadata.google.internal/", "http://inside.test/", "http://inside.test:{port}/",
    "http://mixed.test/", "http://sixinside.test/", "http://public.test:22/",
    "http://public.test:{port}/", "http://127.0.0.1:{port}/a?x=http://public.test/",
    "http://127.0.0.1%00.public.test:{port}/", "http://127.0.0.1%2f@public.test:{port}/",
    "http:/127.0.0.1:{port}/", "http:127.0.0.1:{port}/", "//127.0.0.1:{port}/",
    "https://127.0.0.1:{port}/", "ftp://127.0.0.1:{port}/", "file:///etc/passwd",
]  # fmt: skip
NAMES = {
    "public.test": ["93.184.216.34"], "inside.test": ["10.1.2.3"],
    "mixed.test": ["93.184.216.34", "127.0.0.1"], "sixinside.test": ["::ffff:127.0.0.1"],
    "metadata.google.internal": ["169.254.169.254"],
}  # fmt: skip
QUICK = FetchLimits(seconds=2, pause_s=0)


def known(host: str, port: int) -> Sequence[str]:
    """Resolve the names of the tests, and numbers and localhost as the system does."""
    if host in NAMES:
        return NAMES[host]
    if host.endswith(".test"):
        raise OSError("unknown")
    return resolve(host, port)


@pytest.fixture
def inside(monkeypatch: pytest.MonkeyPatch) -> Iterator[PageServer]:
    """Serve on a port from which pages are fetched, so that only its machine is a reason not to."""
    with page_server() as server:
        port = int(server.base.rpartition(":")[2])
        monkeypatch.setattr(public_hosts, "_PORTS", frozenset((80, 443, port)))
        server.pages["/"] = Served(b"<p>Secret</p>")
        yield server


@pytest.fixture(autouse=True)
def no_connection_to_the_public(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail at once where the public internet would be asked."""
    real = socket.create_connection

    def connect(address: tuple[str, int], *args: object, **options: object) -> socket.socket:
        if not address[0].startswith("127."):
            raise OSError("no such network")
        return real(address, *args, **options)  # type: ignore[arg-type]  # what `get` takes

    monkeypatch.setattr(socket, "create_connection", connect)


@pytest.mark.parametrize("trick", TRICKS)
def test_no_trick_reaches_a_private_machine(inside: PageServer, trick: str) -> None:
    port = int(inside.base.rpartition(":")[2])
    with pytest.raises((AddressError, FetchError)):
        Fetcher(limits=QUICK, resolve=known).fetch(trick.format(port=port))
    assert inside.asked == []


@pytest.mark.parametrize("trick", [trick for trick in TRICKS if "://" in trick])
def test_no_redirect_reaches_a_private_machine(inside: PageServer, trick: str) -> None:
    """The first server counts as public, since its name leads there at first, and is asked."""
    port = int(inside.base.rpartition(":")[2])
    with page_server() as front:
        target = trick.format(port=port)
        front.pages["/"] = Served(
            status=302, headers={"Location": target.encode().decode("latin-1")}
        )
        fetcher = Fetcher(limits=QUICK, resolve=known)
        fetcher._exchange._private = True
        real = fetcher._exchange.get

        def get(address: str, *args: object, **options: object) -> object:
            fetcher._exchange._private = address.startswith(front.base)
            return real(address, *args, **options)  # type: ignore[arg-type]  # what `get` takes

        fetcher._exchange.get = get  # type: ignore[method-assign,assignment]  # watched in its place
        with pytest.raises((AddressError, FetchError)):
            fetcher.fetch(f"{front.base}/")
        assert front.paths()
    assert inside.asked == []


def test_a_name_that_leads_elsewhere_the_second_time_is_asked_only_once(inside: PageServer) -> None:
    asked: list[str] = []

    def changing(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return ["93.184.216.34"] if len(asked) == 1 else ["127.0.0.1"]

    with pytest.raises(FetchError, match="network is down"):
        Fetcher(limits=QUICK, resolve=changing).fetch("http://rebound.test/")
    assert asked == ["rebound.test"]
    assert inside.asked == []


@pytest.mark.parametrize("number", ["8.8.8.8", "93.184.216.34", "2606:4700::1111"])
def test_the_public_internet_is_public(number: str) -> None:
    assert is_public(number)


def test_private_machines_are_asked_where_that_is_set(inside: PageServer) -> None:
    inside.pages["/a"] = Served(b"<p>Hello</p>")
    page = Fetcher(private=True, limits=QUICK).fetch(f"{inside.base}/a")
    assert page and page.content == b"<p>Hello</p>"
    assert threading.active_count() < 20

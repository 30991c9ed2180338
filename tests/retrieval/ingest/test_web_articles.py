"""Articles of addresses: added, followed, removed; and articles that are piped."""

from collections.abc import Callable, Iterator

import pytest

from retrieval.index.home_folder import Home
from retrieval.index.originals import Originals
from retrieval.ingest import web_articles
from retrieval.ingest.piped import add_piped
from retrieval.ingest.update import resume
from retrieval.ingest.writer import Writer
from retrieval.models.embedding_models import EmbeddingModels
from retrieval.web.fetch import Fetcher
from retrieval.web.http_exchange import FetchLimits
from tests.support.corpus import COMET, HERON, LATHE, Corpus, Write, rows
from tests.support.page_server import PageServer, Served, page_server

KEPT = "; its article is kept until you remove it"
MORE = (
    "Nobody who has seen it once forgets what it looks like, and few have seen it more than once."
)


@pytest.fixture(autouse=True)
def quick_and_private(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = FetchLimits(seconds=5, pause_s=0)
    monkeypatch.setattr(
        web_articles, "Fetcher", lambda private: Fetcher(private=True, limits=limits)
    )


@pytest.fixture
def corpus(home: Home, models: EmbeddingModels) -> Corpus:
    return Corpus(home, models)


@pytest.fixture
def site() -> Iterator[PageServer]:
    with page_server() as server:
        yield server


Page = Callable[..., str]


@pytest.fixture
def page(site: PageServer) -> Page:
    """Serve an article, and give its address."""

    def serve(path: str, text: str, *, head: str = "", etag: str = "") -> str:
        body = (
            f"<html lang=en><head><title>Of {text[:12]}</title>{head}</head><body><article>"
            f"<h1>Of {text[:12]}</h1><p>{text}</p><p>{MORE}</p></article></body></html>"
        )
        headers = {"Content-Type": "text/html; charset=utf-8"} | ({"ETag": etag} if etag else {})
        site.pages[path] = Served(body.encode(), headers=headers)
        return site.base + path

    return serve


def test_a_page_is_an_article_with_address_publisher_and_time(corpus: Corpus, page: Page) -> None:
    head = '<meta property="article:published_time" content="2026-05-04">'
    url = page("/heron", HERON, head=head)
    assert corpus.add(url) == [(url, "added", "")]
    document = corpus.home.catalog.document(url)
    assert document is not None
    assert (document.source, document.url, document.publisher) == (url, url, "127.0.0.1")
    assert (document.title, document.published) == ("Of Green herons", "2026-05-04")
    assert document.fetched.endswith("+00:00") and document.fetched[:2] == "20"
    assert corpus.best(HERON)[0] == url
    assert corpus.add(url) == [(url, "unchanged", "")]


def test_a_page_that_has_not_changed_is_not_sent_again(
    corpus: Corpus, page: Page, site: PageServer
) -> None:
    url = page("/a", HERON, etag='"1"')
    corpus.add(url)
    assert corpus.sync() == [(url, "unchanged", "")]
    assert site.asked[-1][1]["if-none-match"] == '"1"'
    page("/a", LATHE, etag='"2"')
    assert corpus.sync() == [(url, "replaced", "")]
    assert corpus.best(LATHE)[0] == url
    assert corpus.sync() == [(url, "unchanged", "")]


def test_a_person_who_adds_a_page_again_is_sent_it_again(corpus: Corpus, site: PageServer) -> None:
    served = {"Content-Type": "text/plain; charset=cp1251", "ETag": '"1"'}
    url = f"{site.base}/a"
    site.pages["/a"] = Served("kağıt fabrikası".encode("cp1254"), headers=served)
    corpus.add(url)
    assert corpus.add(url, encoding="cp1254") == [(url, "replaced", "")]
    assert corpus.sync() == [(url, "unchanged", "")]
    assert all("if-none-match" not in headers for _, headers in site.asked)


def test_what_servers_gave_along_is_forgotten_with_a_page_and_where_it_moves(
    corpus: Corpus, page: Page, site: PageServer
) -> None:
    url, old = page("/a", HERON, etag='"1"'), f"{site.base}/old"
    canonical = f'<link rel=canonical href="{url}">'
    page("/b", HERON, head=canonical, etag='"2"')
    site.pages["/old"] = Served(status=302, headers={"Location": "/b"})
    corpus.add(old)
    pages = corpus.home.catalog.web_pages
    assert pages.validators(f"{site.base}/b") == ('"2"', "")
    site.pages["/old"] = Served(status=302, headers={"Location": "/a"})
    corpus.sync()
    assert pages.validators(f"{site.base}/b") == ("", "") and pages.validators(url)[0] == '"1"'
    corpus.remove(url)
    assert pages.validators(url) == ("", "")


def test_an_original_that_was_not_kept_is_kept_when_its_article_is_read_again(
    corpus: Corpus, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = page("/a", HERON)
    corpus.add(url)
    page("/a", HERON, head="<!-- later -->")
    originals = Originals(corpus.home.path / "originals", 1)
    monkeypatch.setattr(corpus.home, "originals", originals)
    assert corpus.sync() == [(url, "unchanged", "")]
    document = corpus.home.catalog.document(url)
    assert document and b"later" in (originals.read(document.original) or b"")


def test_a_page_that_is_gone_or_cannot_be_asked_keeps_its_article(
    corpus: Corpus, page: Page, site: PageServer, write: Write
) -> None:
    url = page("/a", HERON)
    corpus.add(url, write("b.txt", LATHE))
    site.pages["/a"] = Served(b"", 410)
    gone = f"the server has no such page (410){KEPT}"
    assert corpus.sync() == [(url, "refused", gone), ("b.txt", "unchanged", "")]
    site.pages["/a"] = Served(b"<title>Error 500</title><h1>Something went wrong</h1>")
    error = f"the server sent an error page in place of the article{KEPT}"
    assert corpus.sync()[0] == (url, "refused", error)
    assert corpus.found(HERON) == [url]


def test_where_the_network_is_down_the_others_go_on(corpus: Corpus, write: Write) -> None:
    with page_server() as down:
        url = f"{down.base}/a"
    reason = "its server refuses connections"
    assert corpus.add(url, write("b.txt", LATHE)) == [
        (url, "refused", reason), ("b.txt", "added", ""),
    ]  # fmt: skip
    assert url not in corpus.home.catalog.roots()


def test_whatever_a_fetch_raises_refuses_its_page_only(
    corpus: Corpus, page: Page, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = page("/a", HERON)

    def broken(fetcher: Fetcher, address: str, known: object = None) -> None:
        raise TypeError

    with monkeypatch.context() as patch:
        patch.setattr(Fetcher, "fetch", broken)
        reason = "it cannot be fetched (TypeError)"
        assert corpus.add(url, write("b.txt", LATHE)) == [
            (url, "refused", reason), ("b.txt", "added", ""),
        ]  # fmt: skip
    corpus.add(url)
    monkeypatch.setattr(Fetcher, "fetch", broken)
    assert corpus.sync()[-1] == (url, "refused", reason + KEPT)
    assert set(corpus.home.catalog.roots().values()) == {True}


def test_one_page_under_several_addresses_is_one_article(
    corpus: Corpus, page: Page, site: PageServer
) -> None:
    url = page("/heron", HERON)
    corpus.add(url)
    canonical = '<link rel=canonical href="/heron">'
    others = [
        page("/heron?utm_source=feed", HERON), page("/heron/", HERON),
        page("/heron/amp", HERON), page("/h/1?v=2", f"{HERON} Read.", head=canonical),
    ]  # fmt: skip
    site.pages["/old"] = Served(status=301, headers={"Location": "/heron"})
    for other in [*others, f"{site.base}/old"]:
        assert corpus.add(other) == [(other, "duplicate", f"the same page as {url}")]
    assert corpus.listed() == {url: "indexed"}
    assert list(corpus.home.catalog.roots()) == [url]


def test_a_text_is_read_in_the_encoding_that_its_server_or_a_person_names(
    corpus: Corpus, site: PageServer
) -> None:
    for name, encoding, kind in (
        ("a", "cp1251", "text/plain; charset=windows-1251"),
        ("b", "utf-8", "text/plain; charset=iso-8859-1"),
        ("c", "utf-8", "text/plain; charset=nonsense"),
    ):
        words = f"{name}: порт закрыт до осени".encode(encoding)
        site.pages[f"/{name}"] = Served(words, headers={"Content-Type": kind})
        corpus.add(f"{site.base}/{name}")
        document = corpus.home.catalog.document(f"{site.base}/{name}")
        assert document and document.text == f"{name}: порт закрыт до осени"
    site.pages["/d"] = Served("kağıt".encode("cp1254"), headers={"Content-Type": "text/plain"})
    corpus.add(f"{site.base}/d", encoding="cp1254")
    document = corpus.home.catalog.document(f"{site.base}/d")
    assert document and document.text == "kağıt"


def test_an_address_of_another_site_is_not_believed(corpus: Corpus, page: Page) -> None:
    url = page("/a", HERON, head='<link rel=canonical href="https://bank.example/a">')
    assert corpus.add(url) == [(url, "added", "")]


def test_a_page_is_removed_by_any_of_its_addresses_and_stays_out(
    corpus: Corpus, page: Page
) -> None:
    url = page("/a", HERON)
    corpus.add(page("/a?utm_source=feed", HERON))
    assert corpus.remove(f"{url}/#top") == [(url, "removed", "")]
    assert corpus.home.catalog.roots() == {}
    assert corpus.sync() == []
    assert corpus.add(url) == [(url, "added", "")]


def test_an_add_of_a_page_that_was_cut_short_is_finished(corpus: Corpus, page: Page) -> None:
    url = page("/a", HERON)
    corpus.home.catalog.set_root(url, finished=False)
    with Writer(corpus.home, corpus.models) as writer:
        assert rows(resume(writer)) == [(url, "added", "")]
    assert corpus.home.catalog.roots() == {url: True}


def test_private_addresses_are_refused_unless_that_is_set(
    corpus: Corpus, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_articles, "Fetcher", Fetcher)
    url = page("/a", HERON)
    ((_, change, why),) = corpus.add(url)
    assert change == "refused" and why.startswith("its address leads to a private network")


def test_a_piped_article_is_named_by_a_person_or_by_its_hash(corpus: Corpus) -> None:
    with Writer(corpus.home, corpus.models) as writer:
        assert rows(add_piped(writer, HERON.encode(), name="heron.txt")) == [
            ("heron.txt", "added", "")
        ]
        ((name, change, _),) = rows(add_piped(writer, COMET.encode()))
        assert name.startswith("stdin-") and name.endswith(".txt") and change == "added"
        ((again, change, _),) = rows(add_piped(writer, COMET.encode()))
        assert (again, change) == (name, "unchanged")
    assert corpus.sync() == []
    assert corpus.listed() == {"heron.txt": "indexed", name: "indexed"}
    assert corpus.remove("heron.txt") == [("heron.txt", "removed", "")]
    assert list(corpus.home.catalog.roots()) == [f"stdin:{name}"]


def test_what_is_piped_takes_no_id_of_a_file_and_must_hold_text(
    corpus: Corpus, write: Write
) -> None:
    path = write("a.txt", HERON)
    corpus.add(path)
    with Writer(corpus.home, corpus.models) as writer:
        ((_, change, why),) = rows(add_piped(writer, COMET.encode(), name="a.txt"))
        assert (change, why) == (
            "refused", f"the id belongs to {path}; choose another one with --name",
        )  # fmt: skip
        assert rows(add_piped(writer, b"\x89PNG...")) == [
            ("standard input", "refused", "it is a picture")
        ]

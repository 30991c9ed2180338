"""Pages are fetched while others may write, and are taken in as those have left the corpus."""

import os
from collections.abc import Callable, Iterator
from threading import Event, Thread

import pytest

from retrieval.errors import ExpectedError
from retrieval.index.catalog import Catalog
from retrieval.index.fingerprint import check_fingerprint
from retrieval.index.home_folder import Home
from retrieval.index.lock import adding, is_adding, writing
from retrieval.ingest import web_articles
from retrieval.ingest import writer as writers
from retrieval.ingest.doctor import examine
from retrieval.ingest.update import cut_short_roots, resume, sync
from retrieval.ingest.writer import Writer
from retrieval.models.embed import Embedder
from retrieval.models.embedding_models import EmbeddingModels
from retrieval.web.fetch import FetchedPage, Fetcher, Validators
from retrieval.web.http_exchange import FetchLimits
from tests.support.corpus import COMET, HERON, LATHE, Corpus, Rows, Write, rows
from tests.support.page_server import PageServer, Served, page_server
from tests.support.processes import Majlis

REMOVED = "another process removed it meanwhile"
Page = Callable[..., str]


@pytest.fixture
def corpus(home: Home, models: EmbeddingModels, monkeypatch: pytest.MonkeyPatch) -> Corpus:
    limits = FetchLimits(seconds=60, pause_s=0)
    monkeypatch.setattr(
        web_articles, "Fetcher", lambda private: Fetcher(private=True, limits=limits)
    )
    return Corpus(home, models)


@pytest.fixture
def other(corpus: Corpus) -> Iterator[Corpus]:
    """Give the same corpus as another process has it."""
    made = Corpus(Home(corpus.home.path), corpus.models)
    yield made
    made.home.catalog.close()


@pytest.fixture
def site() -> Iterator[PageServer]:
    with page_server() as server:
        yield server


@pytest.fixture
def page(site: PageServer) -> Page:
    """Serve a text, and give its address; `meanwhile` is called while somebody waits for it."""

    def serve(path: str, text: str, meanwhile: Callable[[], object] = lambda: None) -> str:
        headers = {"Content-Type": "text/plain", "ETag": f'"{text[:5]}"'}
        site.pages[path] = Served(text.encode(), headers=headers, meanwhile=meanwhile)
        return site.base + path

    return serve


@pytest.mark.parametrize("finished", [True, False])
def test_others_add_and_remove_while_a_page_is_fetched(
    corpus: Corpus, other: Corpus, page: Page, write: Write, finished: bool
) -> None:
    others: Rows = []

    def change() -> None:
        with writing(corpus.home.path, wait=False):
            others.append(("the lock", "is free", ""))
        others.extend(other.add(write("b.txt", LATHE)) + other.remove("c.txt"))

    corpus.add(write("c.txt", COMET))
    url = page("/a", HERON, change)
    corpus.home.catalog.set_root(url, finished=finished)
    with Writer(corpus.home, corpus.models) as writer:
        outcomes = rows(sync(writer) if finished else resume(writer))
    assert outcomes[-1] == (url, "added", "")
    assert others == [("the lock", "is free", ""), ("b.txt", "added", ""), ("c.txt", "removed", "")]
    assert corpus.listed() == {url: "indexed", "b.txt": "indexed"}
    assert (corpus.found(LATHE), corpus.found(HERON)) == (["b.txt"], [url])
    assert examine(corpus.home) == []


def test_an_add_at_work_is_not_taken_for_one_that_was_cut_short(
    corpus: Corpus, other: Corpus, page: Page
) -> None:
    others: list[object] = []

    def look() -> None:
        others.extend((cut_short_roots(other.home), other.sync()))

    url = page("/a", HERON, look)
    assert corpus.add(url) == [(url, "added", "")]
    assert others == [[], []]
    assert list(corpus.home.path.glob("adding-*")) == []
    corpus.home.catalog.set_root(url, finished=False)
    killed = corpus.home.path / "adding-1.lock"
    killed.touch()
    with adding(corpus.home.path):
        assert cut_short_roots(corpus.home) == []
    assert cut_short_roots(corpus.home) == [url]
    assert not killed.exists()


def test_what_another_removes_while_a_page_is_fetched_stays_out(
    corpus: Corpus, other: Corpus, page: Page, write: Write
) -> None:
    url, path = page("/a", HERON), write("b.txt", LATHE)
    removed = [(url, "skipped", REMOVED), (str(path), "skipped", REMOVED)]
    for change in (corpus.add, lambda *_: corpus.sync()):
        page("/a", HERON)
        corpus.add(url, path)
        page("/a", COMET, lambda: other.remove(url, path))
        assert change(url, path) == removed
        assert (corpus.listed(), corpus.home.catalog.roots()) == ({}, {})
    assert corpus.sync() == []


def test_what_another_adds_while_a_page_is_fetched_is_there_already(
    corpus: Corpus, other: Corpus, page: Page
) -> None:
    campaign = page("/a?utm_source=feed", HERON)
    url = page("/a", HERON, lambda: other.add(campaign))
    assert corpus.add(url) == [(url, "duplicate", f"the same page as {campaign}")]
    assert corpus.home.catalog.roots() == {campaign: True}

    def change() -> None:
        page("/a?utm_source=feed", LATHE)
        assert other.sync() == [(url, "replaced", "")]

    page("/a?utm_source=feed", LATHE, change)
    assert corpus.sync() == [(url, "unchanged", "")]
    assert corpus.found(LATHE) == [url]


def test_one_who_does_not_wait_to_begin_waits_to_go_on(corpus: Corpus, page: Page) -> None:
    begun, wanted = Event(), Event()

    def write() -> None:
        with writing(corpus.home.path, wait=False):
            begun.set()
            wanted.wait()

    thread = Thread(target=write, daemon=True)

    def change() -> None:
        thread.start()
        begun.wait()

    url = page("/a", HERON, change)
    corpus.home.catalog.set_root(url, finished=True)
    notes: list[str] = []

    def note(text: str) -> None:
        notes.append(text)
        wanted.set()

    with Writer(corpus.home, corpus.models, wait=False, on_wait=note) as writer:
        assert rows(sync(writer)) == [(url, "added", "")]
    assert [text.split(" is ")[0] for text in notes] == [f"The process {os.getpid()}"]


def test_the_embedder_is_compared_again_if_another_was_chosen_meanwhile(
    corpus: Corpus, other: Corpus, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[str] = []

    def counted(catalog: Catalog, embedder: Embedder) -> None:
        compared.append(embedder.name)
        check_fingerprint(catalog, embedder)

    monkeypatch.setattr(writers, "check_fingerprint", counted)
    assert len(corpus.add(page("/a", HERON), page("/b", LATHE))) == 2
    assert len(compared) == 1
    url = page("/c", COMET, lambda: other.home.catalog.set_setting("embedder", "another"))
    with pytest.raises(ExpectedError, match="was made with 'another'"):
        corpus.add(url)
    with writing(corpus.home.path, wait=False):
        assert not is_adding(corpus.home.path)


def test_ctrl_c_while_a_page_is_fetched_keeps_what_was_taken(
    corpus: Corpus, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = page("/a", HERON), page("/b", LATHE)
    fetch = Fetcher.fetch

    def interrupted(
        fetcher: Fetcher, address: str, known: Validators | None = None
    ) -> FetchedPage | None:
        if address == second:
            raise KeyboardInterrupt
        return fetch(fetcher, address, known)

    with monkeypatch.context() as patch:
        patch.setattr(Fetcher, "fetch", interrupted)
        with pytest.raises(KeyboardInterrupt):
            corpus.add(first, second)
    with writing(corpus.home.path, wait=False):
        assert not is_adding(corpus.home.path)
    assert corpus.home.catalog.roots() == {first: True, second: True}
    assert corpus.listed() == {first: "indexed"}
    assert corpus.sync() == [(first, "unchanged", ""), (second, "added", "")]
    assert examine(corpus.home) == []


def test_an_add_killed_while_it_fetches_is_finished_by_the_next_command_and_not_before(
    page: Page, write: Write, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAJLIS_FETCH_PRIVATE", "on")
    majlis, path = Majlis(home.path), write("c.txt", COMET)
    reports: list[str] = []

    def kill() -> None:
        page("/b", LATHE)
        reports.append(majlis.run("add", path).stderr)
        writer.kill()

    first, second = page("/a", HERON), page("/b", LATHE, kill)
    writer = majlis.start("add", first, second)
    writer.communicate(timeout=120)
    assert reports == ["added: c.txt\n1 added.\n"]
    assert "Finishing an add that was cut short" in majlis.run("remove", "c.txt").stderr
    assert [entry.id for entry in home.catalog.entries()] == [first, second]
    assert list(home.path.glob("adding-*")) == []
    assert majlis.run("doctor").returncode == 0

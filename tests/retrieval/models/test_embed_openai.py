"""The OpenAI embedder: the real client against a real HTTP server on loopback."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot.app import build
from bot.settings import Settings
from retrieval.errors import ExpectedError
from retrieval.index.home_folder import Home
from retrieval.ingest.rebuild import rebuild
from retrieval.ingest.update import add
from retrieval.ingest.writer import Writer
from retrieval.language.words import terms
from retrieval.models.embed_openai import OpenAIEmbedder, batches
from retrieval.models.embedding_models import EmbeddingModels
from retrieval.search.searcher import Searcher
from tests.support.corpus import Write

KEY = "sk-secret-of-the-test"
Answer = Callable[[dict[str, Any]], tuple[int, bytes]]


def likeness(text: str, dimension: int) -> list[float]:
    """Give a vector of hashed words, so that texts that share words are alike."""
    vector = np.zeros(dimension)
    for term in terms(text):
        vector[sum(term.encode()) % dimension] += 1.0
    return [float(x) for x in vector + 0.01]


class Server:
    """A small embeddings server: it notes what it is asked, and can be told to misbehave."""

    def __init__(self, dimension: int = 24) -> None:
        self.dimension = dimension
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.misbehave: list[tuple[int, bytes]] = []

    def answer(self, asked: dict[str, Any]) -> tuple[int, bytes]:
        if self.misbehave:
            return self.misbehave.pop(0)
        self.asked.append(asked)
        rows = [
            {"object": "embedding", "index": i, "embedding": likeness(text, self.dimension)}
            for i, text in reversed(list(enumerate(asked["input"])))
        ]
        usage = {"prompt_tokens": 1, "total_tokens": 1}
        body = {"object": "list", "data": rows, "model": asked["model"], "usage": usage}
        return 200, json.dumps(body).encode()


@pytest.fixture
def server() -> Iterator[tuple[Server, str]]:
    state = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            state.keys.append(self.headers["Authorization"])
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, body = state.answer(asked)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("retry-after-ms", "1")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Keep silent."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=http.serve_forever)
    thread.start()
    yield state, f"http://127.0.0.1:{http.server_port}/v1"
    http.shutdown()
    thread.join()
    http.server_close()


def embedder(url: str, model: str = "small") -> OpenAIEmbedder:
    return OpenAIEmbedder(model, key=KEY, base_url=url)


def test_the_server_decides_the_dimension_and_the_order_is_kept(server: tuple[Server, str]) -> None:
    state, url = server
    vectors = embedder(url).embed(["wheat for Syria", "tanks", "wheat for Syria"])
    assert vectors.shape == (3, 24) and vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, rtol=1e-5)
    np.testing.assert_array_equal(vectors[0], vectors[2])
    assert state.asked[0] == {
        "input": ["wheat for Syria", "tanks", "wheat for Syria"],
        "model": "small",
        "encoding_format": "float",
    }
    assert state.keys == [f"Bearer {KEY}"]


def test_texts_go_in_batches_that_the_server_takes() -> None:
    assert [len(batch) for batch in batches(["x"] * 600)] == [256, 256, 88]
    assert [len(batch) for batch in batches(["я" * 40_000] * 30)] == [12, 12, 6]
    assert next(batches(["я" * 40_000])) == ["я" * 8_000]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_passing_failure_is_tried_again(server: tuple[Server, str], status: int) -> None:
    state, url = server
    state.misbehave = [(status, b"{}"), (status, b"{}")]
    assert embedder(url).embed(["wheat"]).shape == (1, 24)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ([(401, b"{}")], "the key is not accepted"),
        ([(404, b"{}")], "there is no such model"),
        ([(429, b"{}")] * 4, "too many requests"),
        ([(500, b"secret detail")] * 4, "status 500"),
        ([(200, b"<html>")], "read"),
        ([(200, b'{"data": []}')], "0 vectors for 1 texts"),
        ([(200, b'{"data": [{"index": 0, "embedding": [NaN, 1.0]}]}')], "no list of vectors"),
    ],
    ids=["401", "404", "429", "500", "HTML", "empty", "NaN"],
)
def test_a_failing_server_is_one_clear_sentence(
    server: tuple[Server, str], answers: list[tuple[int, bytes]], said: str
) -> None:
    state, url = server
    state.misbehave = answers
    with pytest.raises(ExpectedError, match=said) as caught:
        embedder(url).embed(["wheat"])
    assert KEY not in f"{caught.value!r} {caught.value.hint}"
    assert "secret detail" not in caught.value.message
    assert "OPENAI_BASE_URL" in caught.value.hint


def test_a_server_that_is_not_there_is_one_clear_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retrieval.models.embed_openai._RETRIES", 0)
    with pytest.raises(ExpectedError, match="could not be reached"):
        embedder("http://127.0.0.1:9/v1").embed(["wheat"])


def test_an_index_is_filled_searched_and_bound_to_its_embedder(
    server: tuple[Server, str], home: Home, models: EmbeddingModels, write: Write
) -> None:
    state, url = server
    remote = EmbeddingModels(models.local, embedder(url))
    path = write("wheat.txt", "Iraq sent wheat to Syria despite shortages.")
    with Writer(home, remote) as writer:
        add(writer, [str(path), str(write("tea.txt", "Tea from Ceylon was cheap that year."))])
    searcher = Searcher(home, remote)
    assert [hit.document.id for hit in searcher.search("Who sent wheat?")] == [
        "wheat.txt",
        "tea.txt",
    ]
    searcher.close()
    with pytest.raises(ExpectedError, match="'openai:small'") as caught:
        Searcher(home, models).search("Who sent wheat?")
    assert "majlis rebuild --embed" in caught.value.hint
    state.dimension = 32
    with pytest.raises(ExpectedError, match="32"):
        Searcher(home, EmbeddingModels(models.local, embedder(url))).search("Who sent wheat?")
    assert rebuild(home, models, embed=True) == 2
    assert Searcher(home, models).search("Who sent wheat?")[0].document.id == "wheat.txt"


@pytest.mark.parametrize(
    ("embedder", "said"),
    [("openai:small", "needs a key"), ("openai:", "no embedder"), ("word2vec", "no embedder")],
)
def test_an_embedder_that_cannot_be_is_named(tmp_path: Path, embedder: str, said: str) -> None:
    settings = Settings(_env_file=None, MAJLIS_HOME=tmp_path, MAJLIS_EMBEDDER=embedder)
    with pytest.raises(ExpectedError, match=said):
        build(settings)

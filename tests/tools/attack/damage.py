"""One byte of a home is changed, at many places: it is noticed, said and mended."""

import random
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bot.app import build
from bot.ask_options import AskOptions
from bot.corpus import prepare
from bot.rendering.text import plain
from bot.settings import Settings
from retrieval.errors import ExpectedError
from retrieval.index.home_folder import Home
from retrieval.ingest.doctor import examine
from retrieval.ingest.progress import Progress
from retrieval.ingest.rebuild import rebuild

FLIPS = 200
_QUESTION = "How is Iraq positioned toward Russia?"
_SOURCE = 11


def damage_scenarios() -> list[tuple[str, int, int, str]]:
    """Return what was tried, how often, how often it held, and a figure."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        build_home(home)
        assert not find_damage(home), "a home as it was written is whole"
        missed = missed_flips(home, FLIPS)
        silent, unmended = unsaid_flips(home, FLIPS // 4)
        figure = f"{len(missed)} missed {' '.join(missed)}"
        return [
            ("a changed byte is found by `doctor`", FLIPS, FLIPS - len(missed), figure),
            ("… changes no answer without a word", FLIPS // 4, FLIPS // 4 - silent, ""),
            ("… and `rebuild` mends an index", FLIPS // 4, FLIPS // 4 - unmended, ""),
        ]


def build_home(path: Path) -> None:
    """Make a home of the seeds in which questions were asked."""
    for _ in range(3):
        app = build(Settings(_env_file=None, MAJLIS_HOME=path))
        prepare(app, progress=Progress())
        app.assistant.ask(_QUESTION, None, AskOptions())
        app.close()


def missed_flips(home: Path, count: int) -> list[str]:
    """Return the places, of `count`, at which a changed byte is not noticed.

    Every file gets as many as any other, and then each its share by size.
    """
    return [place for place, copy in damaged_copies(home, count) if not find_damage(copy)]


def unsaid_flips(home: Path, count: int) -> tuple[int, int]:
    """Return how many changed bytes change an answer silently, and how many stay after a rebuild.

    What `rebuild` does not make, the catalog and the log, is put back from a copy instead.
    """
    right, silent, unmended = answer_of(home), 0, 0
    for _, copy in damaged_copies(home, count, ("index", "tokens")):
        silent += answer_of(copy) not in (right, "")
        app = build(Settings(_env_file=None, MAJLIS_HOME=copy))
        rebuild(app.home, app.models)
        app.close()
        unmended += find_damage(copy) or answer_of(copy) != right
    return silent, unmended


def damaged_copies(
    home: Path, count: int, beginnings: tuple[str, ...] = ("",)
) -> Iterator[tuple[str, Path]]:
    """Yield copies of a home in which one byte is changed, and its place."""
    files = [
        file
        for file in sorted(home.rglob("*"))
        if file.is_file()
        and file.stat().st_size
        and str(file.relative_to(home)).startswith(beginnings)
    ]
    source = random.Random(_SOURCE)
    chosen = [file for _ in range(3) for file in files][:count]
    sizes = [file.stat().st_size for file in files]
    chosen += source.choices(files, sizes, k=count - len(chosen))
    for file in chosen:
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "home"
            shutil.copytree(home, copy)
            offset, name = source.randrange(file.stat().st_size), file.relative_to(home)
            content = bytearray(file.read_bytes())
            content[offset] ^= 1 << source.randrange(8)
            (copy / name).write_bytes(content)
            yield f"{name}:{offset}", copy


def answer_of(path: Path) -> str:
    """Return what a home answers, "" where it says that something is damaged."""
    app = build(Settings(_env_file=None, MAJLIS_HOME=path))
    try:
        return plain(app.assistant.ask(_QUESTION, None, AskOptions(keep_in_log=False)))
    except ExpectedError:
        return ""
    finally:
        app.close()


def find_damage(path: Path) -> bool:
    """Return whether the doctor finds a home damaged."""
    try:
        home = Home(path)
        problems = examine(home)
        home.catalog.close()
    except ExpectedError:
        return True
    return bool(problems)

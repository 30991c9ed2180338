"""Read the public sets from clones of their repositories; `sources.toml` says which, and how."""

import hashlib
import subprocess
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from retrieval.errors import ExpectedError

FILE = Path(__file__).parent / "sources.toml"


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a set gives: how many questions, and for which shares of them which negatives."""

    limit: int = 1_000_000
    share: float = 1.0
    times: int = 1
    titled: bool = False
    exact: bool = False
    near: float = 0.0
    cut: float = 0.0
    gone: float = 0.0
    swap: float = 0.0
    antonym: float = 0.0
    yes_or_no: float = 0.0


@dataclass(frozen=True, slots=True)
class Source:
    """A public set: files of a repository at a commit, each with its SHA-256 by its path."""

    name: str
    repository: str
    commit: str
    format: str
    licence: str
    licence_from: str
    recipe: Recipe
    files: Mapping[str, str]


def read_sources(path: Path = FILE) -> list[Source]:
    """Return the sets of a file in order."""
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    return [
        Source(name, **fields | {"recipe": Recipe(**fields["recipe"])})
        for name, fields in tables.items()
    ]


@dataclass(frozen=True, slots=True)
class Snapshots:
    """Bare clones of repositories, each in `folder/OWNER+NAME/repo`."""

    folder: Path

    def require(self, sources: Iterable[Source]) -> None:
        """Raise ExpectedError if the clone of a set is missing; the hint has all that are."""
        names = dict.fromkeys(source.repository for source in sources)
        missing = {name: self._clone(name) for name in names if not self._clone(name).exists()}
        if missing:
            commands = [
                f"git clone --bare https://github.com/{name} {clone}"
                for name, clone in missing.items()
            ]
            raise ExpectedError(
                f"There is no clone of {', '.join(missing)} in {str(self.folder)!r}.",
                hint="\n".join(["Run:", *commands]),
            )

    def read(self, source: Source) -> dict[str, list[tuple[str, str]]]:
        """Return the files of a set by path, each with its text; a folder has several.

        Raise ExpectedError if a file is missing, or is not the known one.
        """
        return {path: self._read(source, path, sha256) for path, sha256 in source.files.items()}

    def _read(self, source: Source, path: str, sha256: str) -> list[tuple[str, str]]:
        names = [path]
        if path.endswith("/"):
            listed = self._git(source, "ls-tree", "-r", "--name-only", source.commit, path)
            names = sorted(listed.decode().splitlines())
        contents = [self._git(source, "show", f"{source.commit}:{name}") for name in names]
        if hashlib.sha256(b"".join(contents)).hexdigest() != sha256:
            raise ExpectedError(
                f"{path!r} of {source.repository} is not the file that the reader was trained on.",
                hint="Its SHA-256 stands in tests/tools/reader/sources.toml.",
            )
        return [(name, each.decode()) for name, each in zip(names, contents, strict=True)]

    def _git(self, source: Source, *arguments: str) -> bytes:
        clone = self._clone(source.repository)
        command = ["git", "-C", str(clone), *arguments]
        run = subprocess.run(command, capture_output=True, check=False)
        if run.returncode:
            raise ExpectedError(
                f"The set {source.name!r} cannot be read from {str(clone)!r}:"
                f" {run.stderr.decode(errors='replace').strip()}.",
                hint=f"It is at {source.commit} of https://github.com/{source.repository}.",
            )
        return run.stdout

    def _clone(self, repository: str) -> Path:
        return self.folder / repository.replace("/", "+") / "repo"

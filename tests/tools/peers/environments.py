"""An environment for each framework, made from a lock: `.majlis-peers/NAME`."""

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.support.places import ROOT

WORK = ROOT / ".majlis-peers"


@dataclass(frozen=True, slots=True)
class Environment:
    """A Python with what a lock names, its size in MB and what is installed, by name."""

    python: Path
    megabytes: float
    versions: Mapping[str, str]


def environment(name: str) -> Environment:
    """Make an environment, or find it; raises CalledProcessError when it cannot be installed."""
    lock = (
        ROOT / "requirements.lock" if name == "majlis" else Path(__file__).parent / f"{name}.lock"
    )
    folder, digest = WORK / name, hashlib.sha256(lock.read_bytes()).hexdigest()
    python, done = folder / "bin" / "python", folder / "installed"
    if not done.exists() or done.read_text() != digest:
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        locked = ["--require-hashes", "-r", str(lock)]
        subprocess.run([str(python), *install, *locked], check=True)
        done.write_text(digest)
    listed = subprocess.run(
        [str(python), "-m", "pip", "list", "--format=freeze", "--disable-pip-version-check"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    versions = dict(line.split("==", 1) for line in listed.splitlines() if "==" in line)
    return Environment(python, _megabytes(folder), versions)


def _megabytes(folder: Path) -> float:
    """Measure what was installed, without pip and what Python compiled afterwards."""
    tools = ("pip", "setuptools", "pkg_resources", "_distutils_hack")
    files = (
        path
        for path in folder.rglob("*")
        if path.suffix != ".pyc" and path.is_file() and not path.is_symlink()
    )
    packages = [path for path in files if not any(p.startswith(tools) for p in path.parts)]
    return sum(path.stat().st_size for path in packages) / 1e6

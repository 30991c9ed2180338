"""How things are measured: alternating runs, medians, ratios pair by pair."""

import os
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Figure:
    """A row of the report: what, what was measured, and what is to be reached."""

    what: str
    measured: str
    wanted: str


def run(command: Sequence[str]) -> str:
    """Run a command with default settings and compiled modules; gives what it prints."""
    ours = ("MAJLIS_", "OPENAI_", "TELEGRAM_", "CHROMA_", "PYTHONDONTWRITEBYTECODE")
    environment = {name: v for name, v in os.environ.items() if not name.startswith(ours)}
    return subprocess.run(
        command, check=True, capture_output=True, text=True, encoding="utf-8", env=environment
    ).stdout


def alternate(commands: Sequence[Sequence[str]], runs: int) -> list[list[float]]:
    """Run commands in turn, A B C A B C …, after a warm-up; gives the seconds of each run."""
    times: list[list[float]] = [[] for _ in commands]
    for number in range(runs + 1):
        for command, kept in zip(commands, times, strict=True):
            begun = time.perf_counter()
            run(command)
            if number:
                kept.append(time.perf_counter() - begun)
    return times


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Give the median of the ratios, pair by pair."""
    return statistics.median(a / b for a, b in zip(ours, theirs, strict=True))


def percentiles(milliseconds: Sequence[float], *between: int) -> str:
    """Say the 50th and the 99th percentile, and those asked for between them."""
    at = (50, *between, 99)
    values = zip(at, np.percentile(milliseconds, at), strict=True)
    return ", ".join(f"p{percent} {value:.1f} ms" for percent, value in values)


def timed(call: Callable[[], object]) -> float:
    """Give the milliseconds that a call takes."""
    begun = time.perf_counter()
    call()
    return (time.perf_counter() - begun) * 1000

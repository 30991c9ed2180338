"""Run the benchmarks, all or those named: `python -m tests.tools.bench [cold] [warm] …`."""

import argparse
import os
import platform
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from tests.support.places import ROOT
from tests.tools.bench.adding import adding
from tests.tools.bench.cold import cold
from tests.tools.bench.conversing import conversing
from tests.tools.bench.extracting import extracting
from tests.tools.bench.growth import growth
from tests.tools.bench.measure import Figure
from tests.tools.bench.telegram import telegram
from tests.tools.bench.warm import warm

PARTS: dict[str, Callable[[Path], Iterator[Figure]]] = {
    "cold": cold,
    "warm": warm,
    "conversing": conversing,
    "telegram": telegram,
    "add": adding,
    "extract": extracting,
    "growth": growth,
}
DOCS = ROOT / "docs"


def main() -> None:
    """Measure, print a table, and after a whole run write `docs/bench.md`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", help=f"any of {', '.join(PARTS)}; all by default")
    parts = parser.parse_args().parts or list(PARTS)
    if unknown := set(parts) - set(PARTS):
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    rows = ["| what | measured | to reach |", "|---|---|---|"]
    print(machine(), "", *rows, sep="\n", flush=True)  # noqa: T201  # a report
    plot = ""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        for part in parts:
            for figure in PARTS[part](work):
                rows.append(f"| {figure.what} | {figure.measured} | {figure.wanted} |")
                print(rows[-1], flush=True)  # noqa: T201  # a report
        if (work / "growth.svg").exists():
            plot = (work / "growth.svg").read_text(encoding="utf-8")
    if set(parts) == set(PARTS):
        _write(rows, plot)


def _write(rows: list[str], plot: str) -> None:
    DOCS.mkdir(exist_ok=True)
    lines = ["# Figures", "", f"`make bench` on {machine()}", "", *rows, ""]
    if plot:
        (DOCS / "growth.svg").write_text(plot, encoding="utf-8")
        lines += ["![what grows with the number of passages](growth.svg)", ""]
    (DOCS / "bench.md").write_text("\n".join(lines), encoding="utf-8")


def machine() -> str:
    """Say where and when a run took place."""
    kind = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [line for line in info.read_text().splitlines() if line.startswith("model name")]
        kind = names[0].partition(":")[2].strip() if names else kind
    today = datetime.now(UTC).date().isoformat()
    python = f"Python {platform.python_version()}"
    return f"{os.cpu_count()} × {kind}, {platform.system()}, {python}, {today}."


if __name__ == "__main__":
    main()

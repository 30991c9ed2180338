"""Attack a majlis of its own, in all ways or those named: `python -m tests.tools.attack damage`.

Prints a table of what was tried and what held; ends with 1 when anything did not.
"""

import argparse
import sys
import time
from importlib import import_module
from importlib.util import find_spec

from tests.tools.bench.__main__ import machine

# The module of each part below this package, and its function.
PARTS = {
    "damage": ("damage", "damage_scenarios"),
    "terminal": ("terminal", "terminal_scenarios"),
    "webhook": ("webhook", "webhook_scenarios"),
    "homes": ("bad_homes", "bad_home_scenarios"),
    "flood": ("flood", "flood_scenarios"),
    "clock": ("clock_jumps", "clock_scenarios"),
    "contacts": ("tappable_texts", "tappable_scenarios"),
}


def main() -> int:
    """Attack, and print a row for each thing that was tried; give 0 when all held."""
    there = {
        name: (f"{__package__}.{module}", function)
        for name, (module, function) in PARTS.items()
        if find_spec(f"{__package__}.{module}")
    }
    parser = argparse.ArgumentParser(prog=f"python -m {__package__}", description=__doc__)
    parser.add_argument("parts", nargs="*", help=f"any of {', '.join(there)}; all by default")
    parts = parser.parse_args().parts or list(there)
    if unknown := set(parts) - set(there):
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    began, failed = time.monotonic(), 0
    print(machine(), "", "| what | tried | held | figure |", "|---|---|---|---|", sep="\n")  # noqa: T201 - a report
    for part in parts:
        module, function = there[part]
        for what, tried, held, figure in getattr(import_module(module), function)():
            failed += held < tried
            row = f"| {what} | {tried:,} | {held:,} | {figure.replace('|', '¦')} |"
            print(row, flush=True)  # noqa: T201 - a report
    minutes, seconds = divmod(round(time.monotonic() - began), 60)
    print(f"\n{failed} rows did not hold; {minutes} min {seconds} s.")  # noqa: T201 - a report
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

"""Serve until interrupted: python -m tests.support.fake_bot_api [--port N] [--log FILE]."""

import argparse
import json
import sys
import time
from pathlib import Path

from tests.support.fake_bot_api import TOKEN, FakeBotApi

LOOK_S = 0.5


def main() -> None:
    """Serve, with one person who has written "Hello"; the log holds a call a line."""
    reading = argparse.ArgumentParser(prog="python -m tests.support.fake_bot_api")
    reading.add_argument("--port", type=int, default=0)
    reading.add_argument("--log", type=Path)
    options = reading.parse_args()
    with FakeBotApi(port=options.port).running() as api:
        api.write(42, "Hello")
        sys.stdout.write(f"{api.base} {TOKEN}\n")
        sys.stdout.flush()
        logged = 0
        while True:
            time.sleep(LOOK_S)
            new = api.calls[logged:]
            logged += len(new)
            if options.log:
                with options.log.open("a", encoding="utf-8") as log:
                    log.writelines(json.dumps(call, ensure_ascii=False) + "\n" for call in new)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(0)

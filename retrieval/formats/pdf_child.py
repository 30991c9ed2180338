"""A script that reads PDFs from its standard input; `pdf_process` starts it.

PDFium is native code that reads what strangers wrote: each PDF is read in a fork of this process,
and if that crashes, or takes all memory, nothing else ends. A request is a line of JSON, with the
number of "bytes" of the PDF, and the PDF. A reply is a line of JSON, with the number of "bytes" of
a picture, and the picture if one was wanted.
"""

import gc
import json
import os
import select
import sys
from dataclasses import asdict
from typing import IO, Any

from retrieval.formats.extracted import UnreadableError
from retrieval.formats.pdf_document import open_pdf
from retrieval.formats.pdf_reading import picture_of_words, read_pdf

try:
    import resource
except ImportError:  # Windows has no such limits
    resource = None  # type: ignore[assignment]  # a module, or none

_MOST_MEMORY = 4 << 30  # bytes
_IDLE_S = 60.0


def main() -> None:
    """Answer the requests on standard input until it ends, or there is none for a while.

    Where processes cannot be forked, only the first one is answered.
    """
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a library prints is no reply
    if resource:
        resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    forks = hasattr(os, "fork")
    while line := sys.stdin.buffer.readline():
        request = json.loads(line)
        content = sys.stdin.buffer.read(request["bytes"])
        if not forks:
            _reply(request, content, replies)
            return
        if child := os.fork():
            if os.waitpid(child, 0)[1]:
                return
        else:
            gc.disable()  # what is left of a PDF goes with the process
            _reply(request, content, replies)
            os._exit(0)
        del content
        if not select.select([sys.stdin.buffer], [], [], _IDLE_S)[0]:
            return


def _reply(request: dict[str, Any], content: bytes, replies: IO[bytes]) -> None:
    picture = b""
    try:
        reply, picture = _answer(request, content)
    except UnreadableError as error:
        reply = {"problem": str(error)}
    except MemoryError:
        reply = {"problem": "it takes too much memory to read"}
    replies.write(json.dumps({**reply, "bytes": len(picture)}).encode() + b"\n" + picture)
    replies.flush()


def _answer(request: dict[str, Any], content: bytes) -> tuple[dict[str, Any], bytes]:
    with open_pdf(content) as file:
        if "page" in request:
            page, words, place = request["page"], request["words"], request["place"]
            return {}, picture_of_words(file, page, words, place)
        extracted = read_pdf(file, ocr=request["ocr"])
    return {
        "text": extracted.text,
        "facts": {name: asdict(fact) for name, fact in extracted.facts.items()},
        "pages": asdict(extracted.pages),
        "boilerplate": [[span.start, span.end] for span in extracted.boilerplate],
        "notes": extracted.notes,
    }, b""


if __name__ == "__main__":
    main()

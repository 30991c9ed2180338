"""A script that reads one PDF from its standard input; `pdf_process` starts it.

PDFium is native code that reads what strangers wrote: if it crashes, or takes all memory, only this
process ends. The input is a line of JSON, the request, and the bytes of the PDF. The output is a
line of JSON, and the bytes of a picture if one was wanted.
"""

import json
import os
import sys
from dataclasses import asdict
from typing import Any

from retrieval.formats.extracted import UnreadableError
from retrieval.formats.pdf_document import open_pdf
from retrieval.formats.pdf_reading import picture_of_words, read_pdf

try:
    import resource
except ImportError:  # Windows has no such limits
    resource = None  # type: ignore[assignment]

_MOST_MEMORY = 4 << 30  # bytes


def main() -> None:
    """Answer the request on standard input."""
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a library prints is no reply
    if resource:
        resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    request = json.loads(sys.stdin.buffer.readline())
    picture = b""
    try:
        reply, picture = _answer(request, sys.stdin.buffer.read())
    except UnreadableError as error:
        reply = {"problem": str(error)}
    except MemoryError:
        reply = {"problem": "it takes too much memory to read"}
    replies.write(json.dumps(reply).encode() + b"\n" + picture)
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

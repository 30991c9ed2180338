"""`add` of pages and PDFs against the extractors alone on the same bytes, embedding left out."""

import io
import json
import time
from collections.abc import Callable, Iterator, Sequence
from html import escape
from pathlib import Path
from typing import TypeVar

import numpy as np
import pypdfium2
import trafilatura
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate

from retrieval.formats.extract import extract
from retrieval.formats.recognize import Format
from retrieval.index.home_folder import SEEDS, Home
from retrieval.index.token_vectors import DIMENSION
from retrieval.ingest.update import add
from retrieval.ingest.writer import Writer
from retrieval.models.embed import Encoding, LocalModel
from retrieval.models.embedding_models import EmbeddingModels
from tests.support.places import EVALS
from tests.tools.bench.measure import Figure, ratio
from tests.tools.eval.sets import load

PAGES, PDFS, PARTS = 500, 200, 4
TEXTS_OF_PAGE, TEXTS_OF_PDF = 9, 24
_T = TypeVar("_T")
_MENU = ("World", "Politics", "Business", "Culture", "Science", "Sport", "Opinion", "Archive")
_PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
<title>{title} | The Lorn Gazette</title><meta property="og:title" content="{title}">
<meta property="og:site_name" content="The Lorn Gazette">
<link rel="stylesheet" href="/style.css"><script src="/app.js"></script>
<script type="application/ld+json">{data}</script></head><body>
<header class="masthead"><a href="/">The Lorn Gazette</a><nav><ul>{menu}</ul></nav></header>
<main><article><h1>{title}</h1><div class="byline"><span class="author">By Ida Brandt</span>
<time datetime="2026-05-04">4 May 2026</time></div>{body}</article>
<aside class="related"><h2>More articles</h2><ul>{related}</ul></aside></main>
<footer><p>© 2026 The Lorn Gazette. All rights reserved.</p><ul>{menu}</ul></footer></body>
</html>"""


class Unmoved(LocalModel):
    """A model that takes no time: it gives every text the same vector and one token."""

    _encoding = Encoding(
        np.eye(1, DIMENSION, dtype=np.float32)[0],
        np.eye(1, DIMENSION, dtype=np.float32),
        np.arange(1),
    )

    def encode(self, texts: Sequence[str]) -> list[Encoding]:
        """Return the same encoding for each text."""
        return [self._encoding] * len(texts)


def extracting(work: Path) -> Iterator[Figure]:
    """Add pages, then PDFs, in parts; the extractors read each part just before."""
    if not EVALS.exists():
        yield Figure("`add` of pages and PDFs", "skipped: there are no articles here", "")
        return
    rows = load("mtrag_clapnq")[0]
    pages = [_page(rows[n::PAGES][:TEXTS_OF_PAGE], rows[n : n + 20]) for n in range(PAGES)]
    yield _figure("pages of HTML", work / "pages", Format.HTML, pages, _trafilatura)
    pdfs = [_pdf(rows[n::PDFS][:TEXTS_OF_PDF]) for n in range(PDFS)]
    yield _figure("PDFs", work / "pdfs", Format.PDF, pdfs, _pdfium)


def _figure(
    kind: str,
    work: Path,
    format: Format,
    contents: Sequence[bytes],
    alone: Callable[[bytes], object],
) -> Figure:
    """Measure a kind of file: the extractor alone, `extract` of majlis, and `add` of the files."""
    local = Unmoved()
    home = Home(work / "home", originals_mb=2_000)
    suffix = f".{format.value.lower()}"
    models = EmbeddingModels(local, local)
    with Writer(home, models) as writer:
        add(writer, [SEEDS])  # loads what any `add` does
    times: list[list[float]] = [[], [], []]
    for part in range(PARTS):
        folder = work / str(part)
        folder.mkdir(parents=True)
        own = contents[part::PARTS]
        for number, content in enumerate(own):
            (folder / f"{number}{suffix}").write_bytes(content)
        times[0].append(_seconds(alone, own))
        times[1].append(_seconds(lambda content: extract(content, format), own))
        with Writer(home, models) as writer:
            times[2].append(_seconds(lambda path: add(writer, [path]), [str(folder)]))
    home.catalog.close()
    theirs, ours, added = times
    return Figure(
        f"`add` of {len(contents)} {kind}, without embedding, against the extractor alone",
        f"{ratio(theirs, added):.2f} of its speed ({_each_ms(added, contents)} : "
        f"{_each_ms(theirs, contents)} each), {ratio(ours, added):.2f} of that of majlis's own"
        f" extraction ({_each_ms(ours, contents)})",
        "≥ 0.8",
    )


def _each_ms(times: Sequence[float], contents: Sequence[bytes]) -> str:
    return f"{1000 * sum(times) / len(contents):.1f} ms"


def _seconds(call: Callable[[_T], object], items: Sequence[_T]) -> float:
    begun = time.perf_counter()
    for item in items:
        call(item)
    return time.perf_counter() - begun


def _trafilatura(content: bytes) -> object:
    return trafilatura.extract(content, include_comments=False)


def _pdfium(content: bytes) -> object:
    document = pypdfium2.PdfDocument(content)
    texts = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return texts


def _page(rows: Sequence[dict[str, str]], others: Sequence[dict[str, str]]) -> bytes:
    """Return an article as a newspaper serves it."""
    title = rows[0]["title"]
    data = {"@type": "NewsArticle", "headline": title, "datePublished": "2026-05-04T10:00:00Z"}
    paragraphs = [line for row in rows for line in row["text"].split("\n") if line.strip()]
    body = "".join(
        f'<p class="text">{escape(each)} <a href="/topic/{n}">See there</a>.</p>'
        for n, each in enumerate(paragraphs)
    )
    links = [f'<li class="item"><a href="/{name.lower()}">{name}</a></li>' for name in _MENU * 4]
    related = [
        f'<li class="card"><a href="/a/{n}"><img src="/{n}.jpg" alt=""><h3>{escape(each["title"])}'
        f"</h3><p>{escape(each['text'][:90])}</p></a></li>"
        for n, each in enumerate(others)
    ]
    return _PAGE.format(
        title=escape(title), data=json.dumps(data), menu="".join(links), body=body,
        related="".join(related),
    ).encode()  # fmt: skip


def _pdf(rows: Sequence[dict[str, str]]) -> bytes:
    """Return a report of some pages."""
    file = io.BytesIO()
    styles = getSampleStyleSheet()
    parts = []
    for row in rows:
        parts.append(Paragraph(escape(row["title"]), styles["Heading2"]))
        parts.append(Paragraph(escape(row["text"]), styles["BodyText"]))
    SimpleDocTemplate(file, title=rows[0]["title"], invariant=True).build(parts)
    return file.getvalue()

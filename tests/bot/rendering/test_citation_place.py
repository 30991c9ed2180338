"""Where a quote stands: its page, its words, and a link that opens the page."""

import pytest

from bot.answers import Answer, Citation, Statement
from bot.rendering.html import html
from bot.rendering.messages import lines
from bot.rendering.text import plain
from retrieval.passages import Document

DOCUMENT = Document("report.pdf", "A blue ship.", "A report")


def answer(
    *, page: int | None = 3, recognized: bool = False, language: str = "en",
    url: str = "https://x.example/r.pdf",
) -> Answer:  # fmt: skip
    quote = DOCUMENT.quote(0, 12)
    citation = Citation(1, quote, "A report", url=url, page=page, recognized=recognized)
    return Answer("?", "?", (Statement("A blue ship.", (1,)),), (citation,), language=language)


@pytest.mark.parametrize(
    ("shown", "place"),
    [
        (answer(page=None), "0-12"),
        (answer(), "p. 3 0-12"),
        (answer(recognized=True), "p. 3 (recognised text) 0-12"),
        (answer(language="ru"), "стр. 3 0-12"),
    ],
)
def test_a_source_names_the_page_of_its_quote(shown: Answer, place: str) -> None:
    assert plain(shown).splitlines()[-1] == f"[1] A report  report.pdf {place}"
    assert f"report.pdf {place}</code>" in html(shown)


@pytest.mark.parametrize(
    ("shown", "address"),
    [
        (answer(), "https://x.example/r.pdf#page=3"),
        (answer(page=None), "https://x.example/r.pdf"),
        (answer(url="https://x.example/r#top"), "https://x.example/r#top"),
        (answer(url=""), ""),
    ],
)
def test_a_link_opens_the_page(shown: Answer, address: str) -> None:
    assert shown.citations[0].address == address
    assert [piece.url for line in lines(shown) for piece in line if piece.url] == [address] * bool(
        address
    )
    assert (f'href="{address}"' in html(shown)) is bool(address)

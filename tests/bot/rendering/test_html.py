"""An answer in a notebook: what articles say is only ever text in it."""

from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.answers import Answer, Citation, Statement
from bot.output import strip_control_characters
from bot.rendering.html import html, markdown, plain_html
from retrieval.passages import Document, Hit, Match, Passage

EVIL = "<script>alert(1)</script> *b* `c` [d](javascript:e) $f$ &amp; \x1b[31m \u202e"
TEXT = f"Head:\n{EVIL}\nأرسل العراق القمح"


class Seen(HTMLParser):
    """The tags, attributes and text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def answer(url: str = "https://news.example/?a=1&b='2'") -> Answer:
    document = Document("a_b*.txt", TEXT, "T <b>\n*i*", published="2024-05-01")
    quote, head = document.quote(6, 6 + len(EVIL)), document.quote(0, 5)
    citation = Citation(1, quote, document.title, document.published, url, (head,))
    return Answer("Q?", "Q <i>?", (Statement(EVIL, (1,)),), (citation,))


def test_an_answer_as_html() -> None:
    document = Document("a.txt", "Head:\nIt rained.", "Rain & sun", published="2024-05-01")
    citation = Citation(
        1, document.quote(6, 16), document.title, document.published, "https://a.example/",
        (document.quote(0, 5),),
    )  # fmt: skip
    said = Answer("Why?", "Why?", (Statement("It rained.", (1,)),), (citation,))
    assert html(said) == (
        '<div class="majlis">\n'
        '<p dir="auto"><em>… Head:</em></p>\n'
        '<p dir="auto">It rained. <sup>[1]</sup></p>\n'
        '<details><summary><b>[1]</b> <bdi><a href="https://a.example/" rel="noopener noreferrer">'
        "Rain &amp; sun (2024-05-01)</a></bdi> <code>a.txt 6-16</code></summary>\n"
        '<blockquote><p dir="auto"><em>Head:</em></p>'
        '<p dir="auto" style="white-space: pre-wrap">It rained.</p></blockquote></details>\n'
        "</div>"
    )
    assert markdown(said) == (
        "*… Head:*\n\n"
        "It rained. &#91;1&#93;\n\n"
        "> **&#91;1&#93; Rain &#38; sun (2024-05-01)** a.txt 6-16\n>\n> Head:\n>\n> It rained."
    )


def test_an_abstention_as_html_and_markdown() -> None:
    document = Document("a.txt", "It rained.", "Rain")
    hit = Hit(Passage("a.txt", 0, 10, (), ()), document, 0.5, Match())
    said = Answer("Who?", "Who?", abstained=True, nearest=(hit,), searched=1)
    assert Seen(html(said)).text.strip().endswith("- “It rained.” (a.txt 0-10)")
    assert markdown(said).endswith("*&#45; “It rained.” (a.txt 0-10)*")


def test_nothing_that_an_article_says_is_markup() -> None:
    seen = Seen(html(answer()))
    assert set(seen.tags) == {
        "div", "p", "em", "sup", "details", "summary", "b", "bdi", "a", "code", "blockquote",
    }  # fmt: skip
    assert ("href", "https://news.example/?a=1&b='2'") in seen.attributes
    assert {name for name, _ in seen.attributes} == {"class", "dir", "href", "rel", "style"}
    assert strip_control_characters(EVIL) in seen.text
    assert "\x1b" not in seen.text and "\u202e" not in seen.text


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "", "data:text/html,x", "//a.example/", "file:///etc/passwd",
     "JavaScript:alert(1)", "vbscript:x", "http://[", "\x01javascript:alert(1)"],
)  # fmt: skip
def test_only_an_address_of_the_web_is_a_link(url: str) -> None:
    assert "a" not in Seen(html(answer(url))).tags


def rendered(text: str) -> Seen:
    return Seen(MarkdownIt("gfm-like", {"linkify": False}).render(text))


def test_nothing_that_an_article_says_is_markdown() -> None:
    seen = rendered(markdown(answer()))
    assert set(seen.tags) == {"p", "em", "blockquote", "strong"}
    assert " ".join(strip_control_characters(EVIL).split()) in seen.text
    assert "$" not in markdown(answer())


@pytest.mark.parametrize(
    "text",
    ["- a", "+ a", "* a", "1. a", "12) a", "# a", "---", "===", "> a", "    a", "```", "| a |",
     "a\n---", "[a]: b", "<!-- a -->", "www.a.example", "https://a.example", "\\*", "&lt;",
     "~~a~~"],
)  # fmt: skip
def test_a_text_stays_a_text_in_markdown(text: str) -> None:
    seen = rendered(plain_html(text))
    assert (seen.tags, seen.text.strip()) == (["p"], " ".join(text.split()))


@given(st.text(alphabet=st.sampled_from("a1 .-)(*_`[]<>#|~$&!\\+=:/\n\t\"'قш")).filter(str.strip))
def test_any_text_stays_a_text_in_markdown(text: str) -> None:
    seen = rendered(plain_html(text))
    assert (seen.tags, seen.text.strip()) == (["p"], " ".join(text.split()))


def test_an_answer_without_statements_of_its_own_has_no_marks() -> None:
    said = replace(answer(), statements=(), citations=())
    assert "sup" not in Seen(html(said)).tags

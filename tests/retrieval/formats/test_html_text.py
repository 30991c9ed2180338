"""The main text of pages and what they tell about themselves; pages that are no article."""

import time
from contextlib import suppress

import pytest

from retrieval.formats.extracted import Extracted, UnreadableError
from retrieval.formats.html_text import extract_html

ONE = (
    "The harbour of Lorn will be closed to large ships from May until the end of the year, the"
    " port authority said on Monday. Only boats under twelve metres may pass."
)
TWO = (
    "Captain Ida Brandt, who has piloted ships here for thirty years, called the decision late but"
    " right. “The quay has been crumbling since I was a girl,” she said."
)
THREE = (
    "The repairs cost 14 million crowns. The state pays half, the town a third, and the rest comes"
    " from a fund for old harbours that was set up in 1998."
)
FOUR = (
    "Fishermen will land their catch in Sund instead, which is an hour away by lorry. They were"
    " promised 300 crowns a week for diesel."
)
BODY = "".join(f"<p>{each}</p>" for each in (ONE, TWO, THREE, FOUR))
TEXT = f"# Harbour closed\n\n{ONE}\n\n{TWO}\n\n{THREE}\n\n{FOUR}"


def read(body: str, head: str = "", **options: str) -> Extracted:
    page = f"<html><head>{head}</head><body>{body}</body></html>"
    return extract_html(page.encode(), **options)


def refusal(body: str, head: str = "") -> str:
    with pytest.raises(UnreadableError) as raised:
        read(body, head)
    return str(raised.value)


def fact(page: Extracted, name: str) -> tuple[str, str]:
    fact = page.facts.get(name)
    return (fact.value, fact.origin) if fact else ("", "")


@pytest.mark.parametrize(
    "clutter",
    [
        '<div class="cookie-banner"><p>We use cookies to improve your visit.</p></div>',
        "<nav><ul><li>News<li>Sport<li>Weather</ul></nav>",
        '<ul class="share"><li>Share<li>Post<li>E-mail</ul>',
        '<div class="x1"><h3>You might also like</h3><a href=1>Gulls steal ice cream</a></div>',
        "<h2>3 comments</h2><p>Ann: I have waited since I was a girl, and I am sixty.</p>",
        '<section id="comments"><p>Ben: The quay was new when I was born, and look at it now.</p>'
        "</section>",
        '<div class="q"><p>Each morning: what Lorn talks about.</p><input type=email></div>',
        '<p><a href="/x">Read also: How the quay was built in 1911</a></p>',
        "<p>Advertisement</p>",
        f'<div class="zitat">{TWO[104:]} <cite>Ida Brandt</cite></div>',
        "<figure><img src=a><figcaption>The quay in May. Photo: Jon Aas</figcaption></figure>",
        '<div style="display: none"><p>Buy our calendar of the quay.</p></div>',
        "<footer>© Lorn Post. All rights reserved.</footer>",
        "<h2>Mehr zum Thema</h2><ul><li><a href=1>Die Kaimauer von 1911</a></ul>",
        "<p>Source: https://lorn.example/harbour</p>",
        '<ol class="footnotes"><li>Minutes of the council, 3 May.</ol>',
    ],
)
def test_what_is_no_part_of_the_article_is_left_out(clutter: str) -> None:
    page = read(f"<main><h1>Harbour closed</h1>{BODY}{clutter}</main>")
    assert page.text == TEXT
    middle = f"<main><h1>Harbour closed</h1><p>{ONE}</p>{clutter}"
    rest = "".join(f"<h2>Part {n}</h2><p>{each}</p>" for n, each in enumerate((TWO, THREE)))
    assert "Ida Brandt, who" in read(f"{middle}{rest}</main>").text


def test_an_article_goes_on_behind_a_list_of_links() -> None:
    related = "<h3>Read also</h3><ul><li><a href=1>The quay of 1911</a><li><a href=2>Gulls</a></ul>"
    page = read(f"{H1}<p>{ONE}</p><p>{TWO}</p>{related}<p>{THREE}</p><p>{FOUR}</p>")
    assert page.text == TEXT


def test_an_article_in_a_box_that_is_named_like_clutter_is_read() -> None:
    links = "".join(f"<li><a href={n}>Another story of the town, number {n}</a>" for n in range(90))
    box = f'<div class="sidebar"><p>{ONE}</p><p>{TWO}</p></div>'
    page = read(f"{H1}<div><ul>{links}</ul></div>{box}")
    assert page.text == f"# Harbour closed\n\n{ONE}\n\n{TWO}"


def test_lists_tables_and_headings_are_markdown() -> None:
    page = read(
        f"<h1>Harbour closed</h1><p>{ONE}</p><h2>Steps</h2><ul><li>First<ul><li>Deeper</ul>"
        "<li>Second</ul><ol start=3><li>Three<li>Four</ol>"
        f"<table><tr><th>Ship<th colspan=2>Berth</tr><tr><td rowspan=2>Gull|Two<td>1<td>a</tr>"
        f"<tr><td>2<td>b</tr></table><blockquote><p>{THREE}</p></blockquote><p>One<br>two</p>"
        f"<p>{TWO}"
    )
    assert page.text == (
        f"# Harbour closed\n\n{ONE}\n\n## Steps\n\n- First\n  - Deeper\n- Second\n\n3. Three"
        "\n4. Four\n\n| Ship | Berth |  |\n| --- | --- | --- |\n| Gull\\|Two | 1 | a |\n|  | 2 | b"
        " |"
        f"\n\n> {THREE}\n\nOne\ntwo\n\n{TWO}"
    )


def test_a_table_that_lays_out_the_page_is_none() -> None:
    masthead = "<tr><td colspan=2><a href=/>LORN ADVERTISER</a></td></tr>"
    menu = "<td><div>Firewood, 60 crowns</div><div>Kittens</div></td>"
    text = "<br><br>".join((ONE, TWO, THREE, FOUR))
    page = read(
        f"<table>{masthead}<tr>{menu}<td><div class=hd>Harbour closed</div>"
        "<div>Written on 04.05.2026</div>"
        f"<div>{text}</div></td></tr></table>",
        "<title>Lorn Advertiser</title>",
    )
    assert page.text == TEXT
    assert fact(page, "published") == ("2026-05-04", "visible text")
    assert fact(page, "publisher") == ("Lorn Advertiser", "page metadata")


LD = (
    '<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "headline": "Other",'
    ' "datePublished": "2020-01-01"}, {"@type": "NewsArticle", "headline": "Harbour closed",'
    ' "datePublished": "2026-05-04T08:00:00+02:00", "dateModified": "2026-05-06",'
    ' "author": [{"name": "Kim Lund"}, {"name": "Jon Aas"}], "publisher": {"name": "Lorn Post"}}]}'
    "</script>"
)
H1 = "<h1>Harbour closed</h1>"


@pytest.mark.parametrize(
    ("head", "above", "name", "value", "origin"),
    [
        (LD, H1, "published", "2026-05-04T08:00:00+02:00", "JSON-LD"),
        (LD, H1, "author", "Kim Lund, Jon Aas", "JSON-LD"),
        (LD, H1, "publisher", "Lorn Post", "JSON-LD"),
        ('<meta property="article:published_time" content="2026-05-04">', H1,
         "published", "2026-05-04", "Open Graph"),
        ('<meta name="DC.date" content="2026-05-04">', H1, "published", "2026-05-04",
         "page metadata"),
        ("", f"{H1}<p>By Kim Lund | 4 May 2026</p>", "published", "2026-05-04", "visible text"),
        ("", f"{H1}<p>By Kim Lund | 4 May 2026</p>", "author", "Kim Lund", "visible text"),
        ("", f"{H1}<p>Published 4 May 2026, updated 6 May 2026</p>", "published", "2026-05-04",
         "visible text"),
        ("", f'{H1}<time datetime="2026-05-04T10:00">Monday</time>', "published",
         "2026-05-04T10:00:00", "visible text"),
        ("", f"{H1}<p>LORN, 4 May 2026 – The quay of Lorn is closed from today until the end of the"
         " year.</p>", "published", "2026-05-04", "visible text"),
        ("", f"{H1}<p>After 8 May 1945, when the war was over – and with it the old order – all of"
         " it was built again.</p>", "published", "", ""),
        ("", f"{H1}<p>Updated 6 May 2026</p>", "published", "", ""),
        ("", f"{H1}<p>Lorn, 3/4/2026</p>", "published", "", ""),
        ("", f"<header><p class=date>5 May 2026</p></header>{H1}", "published", "", ""),
        ("", f"{H1}<p>The last war ended on 8 May 1945 and began elsewhere.</p>", "published", "",
         ""),
        ('<meta name=date content="1970-01-01T00:00:00Z">', H1, "published", "", ""),
        ("<title>Harbour closed | Lorn Post</title>", H1, "publisher", "Lorn Post",
         "page metadata"),
        ("<title>Quay crumbles, ships stay out</title>", H1, "publisher", "", ""),
        ("<title>Harbour closed - Print version</title>", H1, "publisher", "", ""),
        ("", f"{H1}<p>By Staff</p>", "author", "", ""),
        ("", f"{H1}<p>Von Jette Möller, 4. Mai 2026</p>", "author", "Jette Möller",
         "visible text"),
        ('<link rel=canonical href="https://lorn.example/a">', H1, "url",
         "https://lorn.example/a", "page metadata"),
        ('<link rel=canonical href="javascript:alert(1)">', H1, "url", "", ""),
    ],
)  # fmt: skip
def test_a_fact_is_taken_from_where_it_can_be_trusted(
    head: str, above: str, name: str, value: str, origin: str
) -> None:
    """None is better than a wrong one: of an update, of the day, of what the text tells."""
    page = read(f"<article>{above}{BODY}</article><p>9 September 2025</p>", head)
    assert fact(page, name) == (value, origin)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "koi8_r"])
@pytest.mark.parametrize("declared", ["", "utf-8", "iso-8859-1", "own"])
def test_the_encoding_is_that_of_the_bytes(encoding: str, declared: str) -> None:
    words = (
        "Порт Лорна будет закрыт для больших судов с мая до конца года, сообщила администрация в"
        " понедельник. Ремонт стоит 14 миллионов крон, половину платит государство."
    )
    name = encoding.replace("_", "-") if declared == "own" else declared
    meta = f'<meta charset="{name}">' if name else ""
    page = f"<html><head>{meta}</head><body><h1>Порт закрыт</h1><p>{words}</p></body></html>"
    assert extract_html(page.encode(encoding)).text == f"# Порт закрыт\n\n{words}"


def test_the_encoding_of_the_server_is_used() -> None:
    page = (
        "<h1>Kaféet</h1><p>Over hundrede mennesker kom til åbningen af det nye kafé i Nørre Lorn."
    )
    assert "åbningen" in extract_html(page.encode("cp1252"), encoding="iso-8859-1").text


NEEDY = "<p>This site needs JavaScript to show its articles, since your browser makes them.</p>"
HELP = (
    "<p>Open the settings of your browser, look for the section on privacy and allow scripts for"
    " this site there. When you are done, load this page again to see what you came for.</p>"
)
WALL = (
    "<div class=offer><h2>Read on with Lorn+</h2><p>Already a subscriber? <a>Log in</a></p></div>"
)
PAID = (
    '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":false}'
    "</script>"
)


@pytest.mark.parametrize(
    ("body", "head", "reason"),
    [
        (f"{H1}<p>{ONE}</p>{WALL}", "", "behind a paywall"),
        (f"{H1}<p>{ONE}</p>", PAID, "behind a paywall"),
        (f"{H1}<p>{ONE}</p><p>Nur für Abonnenten.</p>", "", "behind a paywall"),
        ("<noscript>Enable JavaScript to run this app.</noscript><div id=root></div>", "",
         "without JavaScript"),
        ("<div id=app></div><script src=a.js></script>", "", "without JavaScript"),
        (f"<div id=root></div>{NEEDY}{HELP}", "", "without JavaScript"),
        (f"<div id=root>{H1}{NEEDY}{HELP}</div>", "", "without JavaScript"),
        (f"<div id=__next>Loading...</div>{HELP}<p>{FOUR}</p><script>start()</script>", "",
         "without JavaScript"),
        (f"<app-root></app-root><p>{ONE}</p><p>{THREE}</p><noscript>{NEEDY}</noscript>", "",
         "without JavaScript"),
        ("<h1>Page not found</h1><p>The page that you are looking for has been moved.</p>", "",
         "error page"),
        ("<p>Go back to the front page of this site, or try a search.</p>",
         "<title>404 | Lorn Post</title>", "error page"),
        ("<h1>Before you continue</h1><p>We and our 743 partners use cookies and store data.</p>"
         "<p>You may withdraw your consent at any time.</p><button>Accept all</button>", "",
         "asks for consent"),
        ("<p>   </p>", "", "holds no text"),
    ],
)  # fmt: skip
def test_a_page_that_is_no_article_is_refused_with_the_reason(
    body: str, head: str, reason: str
) -> None:
    assert reason in refusal(body, head)


@pytest.mark.parametrize(
    ("body", "head"),
    [
        (f"<header><a>Subscribe</a> <a>Log in</a></header>{H1}{BODY}", ""),
        (
            f"{H1}{BODY}<p>They read on until the lamp went out.</p>" + f"<p>{ONE} {TWO[:50]}.</p>",
            PAID,
        ),
        (f"{H1}{BODY}<div class=cookies><p>We use cookies.</p><button>Accept</button></div>", ""),
        (f"<header><p>Already a subscriber? Log in</p></header>{H1}{BODY}", ""),
        (f"{H1}<p>{ONE}</p>{WALL}<p>{TWO}</p><p>{THREE}</p><p>{FOUR}</p>", ""),
        (f"<div id=root></div>{H1}<p>{TWO}</p><p>{THREE}</p><noscript>{NEEDY}</noscript>", ""),
        (f"<h1>Scripts</h1><p>{TWO}</p>{NEEDY}<p>{THREE}</p>", ""),
        (f"<h1>404 people saved from the sea</h1>{BODY}", ""),
        (f"<h1>Sorry, we are closed: the harbour</h1>{BODY}<p>{ONE[:150]} {THREE}</p>" * 1, ""),
    ],
)
def test_an_article_beside_such_words_is_read(body: str, head: str) -> None:
    assert TWO in read(body, head).text


@pytest.mark.parametrize(
    "page",
    [
        b"<div>" * 100_000,
        b"<table><tr><td>" * 3_000 + b"x",
        b'<div class="ad">' * 20_000 + b"word " * 10_000,
        b"<p>" + b"<a href=x>y</a>" * 5_000,
        b"<script " * 100_000,
        b"<br>" * 300_000,
        b"<h1>a</h1><p>" + ONE.encode() * 3_000,
        b"\xff\xfe<\x00",
        b"<p>" + b"\x00\x01" * 500 + b"text",
    ],
)
def test_a_hostile_page_is_done_with_soon(page: bytes) -> None:
    begun = time.thread_time()
    with suppress(UnreadableError):
        extract_html(page)
    assert time.thread_time() - begun < 5

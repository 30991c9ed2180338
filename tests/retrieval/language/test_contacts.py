"""Contacts are found wherever a chat would make something tappable."""

import random
import time

import pytest

from retrieval.language.contacts import contact_spans, contacts_in
from tests.support.fake_bot_api import tdlib
from tests.support.places import ROOT

PARTS = [
    "evil.com", "t.me/x", "@helper", "/forget_me", "/ask@bot", "#tag", "＃tag", "#тег", "$TON",
    "a@b.co", "http://a.b", "https://ex.org/p?q=1", "tg://resolve?domain=x", "www.x.io",
    "пример.рф",
    "例え.jp", "xn--e1a.com", "1.2.3.4", "http://1.2.3.4/x", "ftp://a.com", "+964 770 123 4567",
    "4111 1111 1111 1111", "4111-1111-1111-1111", "4111111111111111", "mailto:a@b.co",
    "user:pass@site.com", "site.com:8080/x", "word.In", "word.The", "and/or", "24/7", "/1", "/a",
    "@a", "#1", "#_a", "$A", "$USDT1", "。com", "．com", "a。com", "＠user", "／ask", "Ⅷ", "\u200b",
    "\u200d", "\u2060", "\ufeff", "e\u0301", "1", "a", "я", "ا", "语", "🎉", "·", "ـ",
    *" \n()\"“”«»<>[]*`|.,:;/@#$&=?!'’-_",
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "contacts"),
    [
        ("Write to amal@example.org, or see example.org/news.",
         {"amal@example.org", "example.org/news"}),
        ("Send /forget_me to @helper.", {"/forget_me", "@helper"}),
        ("The U.S. and/or Iraq sold 3.5 million barrels in 1980-1988 for $50, 24/7.", set()),
        ("Call +964 770 123 4567!", {"+964 770 123 4567"}),
    ],
)  # fmt: skip
def test_contacts_are_found_as_they_stand(text: str, contacts: set[str]) -> None:
    assert contacts_in(text) == contacts


def test_an_article_holds_hardly_any() -> None:
    """A space is missing behind two full stops, which a chat may take for an address."""
    texts = [path.read_text("utf-8") for path in (ROOT / "seeds").iterdir()]
    found = {contact for text in texts for contact in contacts_in(text)}
    assert found <= {"security.As", "sovereignty.These"}


@pytest.mark.parametrize("sign", ["a", "a-", "a.", "\ufdfa", "@", "/a", "a@", "1.", "a:"])
def test_a_long_word_costs_no_more_than_many_short_ones(sign: str) -> None:
    begun = time.perf_counter()
    contact_spans(sign * (40_000 // len(sign)))
    assert time.perf_counter() - begun < 10  # with the square of its length, a minute and more


@pytest.mark.skipif(not tdlib.is_installed(), reason="needs TDLib (tdjson)")
def test_no_text_holds_more_that_can_be_tapped() -> None:
    source = random.Random(5)
    count = 0
    for _ in range(8_000):
        text = "".join(source.choice(PARTS) for _ in range(source.randint(1, 7)))
        units = [len(text[:place].encode("utf-16-le")) // 2 for place in range(len(text) + 1)]
        covered = [
            {"type": "code", "offset": units[start], "length": units[end] - units[start]}
            for start, end in contact_spans(text)
        ]
        count += bool(tdlib.tappable(text, []))
        assert tdlib.tappable(text, covered) == [], text
    assert count > 1_000

"""Which addresses are fetched, and which are the same page."""

import pytest

from retrieval.web.addresses import AddressError, checked_address, page_id


@pytest.mark.parametrize(
    ("address", "checked"),
    [
        ("http://Example.ORG", "http://example.org/"),
        ("https://example.org:443/a?b=c#d", "https://example.org/a?b=c"),
        ("http://example.org.:8080/a", "http://example.org:8080/a"),
        ("https://bücher.example/ä?ü=%C3%A4", "https://xn--bcher-kva.example/%C3%A4?%C3%BC=%C3%A4"),
        ("http://a.example/wiki/Порт", "http://a.example/wiki/%D0%9F%D0%BE%D1%80%D1%82"),
        ("http://[2001:DB8::1]/", "http://[2001:db8::1]/"),
    ],
)
def test_an_address_is_fetched_as_it_is_written_in_ascii(address: str, checked: str) -> None:
    assert checked_address(address) == checked


@pytest.mark.parametrize(
    "address",
    [
        "ftp://example.org/a", "file:///etc/passwd", "gopher://example.org/", "javascript:alert(1)",
        "http://", "http:///a", "http://a b.example/", "http://a.example\\@b.example/",
        "http://a.example:99999/", "http://-a.example/", "http://a..example/", "http://a.example\n/",
        "http://" + "a" * 300 + ".example/", "http://a.example/" + "x" * 3000, "http://[::1/",
        "http://a.example/" + "я" * 400, "http://a.example/\udce9",
    ],
)  # fmt: skip
def test_what_is_no_address_of_a_page_is_refused(address: str) -> None:
    with pytest.raises(AddressError):
        checked_address(address)


def test_a_checked_address_stays_as_it_is() -> None:
    once = checked_address("http://a.example/wiki/Порт_(Лорн)?a=[b]&c='d'#e")
    assert checked_address(once) == once


SAME = "https://example.org/news/a?id=7"


@pytest.mark.parametrize(
    "address",
    [
        SAME, "http://example.org/news/a?id=7", "https://EXAMPLE.org/news/a/?id=7",
        "https://example.org/news/a?id=7&utm_source=x&utm_medium=y",
        "https://example.org/news/a?fbclid=abc&id=7", "https://example.org/news/a/amp/?id=7",
        "https://example.org/news/a?id=7&amp=1", "https://example.org/news/a/print?id=7",
        "https://example.org/news/a?id=7&print=1#comments", "https://example.org:443/news/a?id=7",
        "https://example.org/news/a?outputType=amp&id=7",
    ],
)  # fmt: skip
def test_the_addresses_of_one_page_have_one_id(address: str) -> None:
    assert page_id(address) == SAME


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/news/b?id=7", "https://example.org/news/a?id=8",
        "https://example.org/News/a?id=7", "https://other.example/news/a?id=7",
        "https://example.org/news/a?id=7&page=2", "https://example.org/news/a/print-media?id=7",
    ],
)  # fmt: skip
def test_another_page_has_another_id(address: str) -> None:
    assert page_id(address) != SAME

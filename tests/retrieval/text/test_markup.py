"""Markup is read past: what is left is what a reader would read."""

import pytest

from retrieval.text.markup import readable, readable_item

CASES = [
    ("The [water ministry](https://a.example/w) said 340.", "The water ministry said 340."),
    ("Orrin ([map](https://m.example)) opens at 7.", "Orrin (map) opens at 7."),
    ("![A map](m.png) The port is tidy.", "The port is tidy."),
    ("![A map](m.png)", "A map"),
    ("Nor <b>handled</b> 6 &amp; 7.<br>It rained.", "Nor handled 6 & 7. It rained."),
    ("It gave 900 tonnes.[1][2]", "It gave 900 tonnes."),
    ("It fell in May.¹ It rose.[^note]", "It fell in May. It rose."),
    ("It has 340 m² and [1] a map.", "It has 340 m² and [1] a map."),
    ("**Bold**, *it* and __it__", "Bold, it and it"),
    ("snake_case_name, 2 * 3 * 4", "snake_case_name, 2 * 3 * 4"),
    ("sold to\n> the gov-\nernment of\r\nVik", "sold to the gov-ernment of Vik"),
    ("a < b and c > d", "a < b and c > d"),
    ("*A test vehicle in April.", "A test vehicle in April."),
    ("Photo: R. Okafor*", "Photo: R. Okafor"),
    ("plain words stay", "plain words stay"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "read"), CASES)
def test_what_is_read(words: str, read: str) -> None:
    assert readable(words) == read


@pytest.mark.parametrize("bullet", ["- ", "• ", "1. ", "(2) ", "a) ", "✓ "])
def test_an_item_is_read_without_its_bullet(bullet: str) -> None:
    assert readable_item(f"{bullet}Day ticket: *9 crowns*") == "Day ticket: 9 crowns"

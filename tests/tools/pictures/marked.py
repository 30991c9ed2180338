"""A text and its entities as HTML; offsets are UTF-16 units, as chats count them."""

from html import escape
from itertools import pairwise

from tests.support.fake_bot_api import Fields, units

TAGS = {
    "bold": ("<b>", "</b>"), "italic": ("<i>", "</i>"), "underline": ("<u>", "</u>"),
    "strikethrough": ("<s>", "</s>"), "code": ("<code>", "</code>"),
    "spoiler": ('<span class="spoiler">', "</span>"), "pre": ("<pre>", "</pre>"),
    "blockquote": ("<blockquote>", "</blockquote>"),
    "expandable_blockquote": ('<blockquote class="long">', "</blockquote>"),
}  # fmt: skip
_BLOCKS = {"pre", "blockquote", "expandable_blockquote"}
_OUTER = [*_BLOCKS, "text_link"]


def marked(text: str, entities: tuple[Fields, ...]) -> str:
    """Give a text as HTML: blocks and links outside, styles of each stretch inside."""
    borders = sorted({0, units(text)} | {
        place for e in entities for place in (e["offset"], e["offset"] + e["length"])
    })  # fmt: skip
    wide = text.encode("utf-16-le")
    parts: list[str] = []
    opened: list[Fields] = []
    for start, end in pairwise(borders):
        here = [e for e in entities if e["offset"] <= start and end <= e["offset"] + e["length"]]
        here.sort(key=lambda e: (e["type"] not in _BLOCKS, e["type"] not in _OUTER, e["offset"]))
        kept = 0
        while kept < min(len(opened), len(here)) and opened[kept] is here[kept]:
            kept += 1
        parts += [_tags(entity)[1] for entity in reversed(opened[kept:])]
        parts += [_tags(entity)[0] for entity in here[kept:]]
        words = wide[2 * start : 2 * end].decode("utf-16-le")
        if parts and parts[-1] in {"</blockquote>", "</pre>"}:
            words = words.removeprefix("\n")  # a block ends its own line
        parts.append(escape(words))
        opened = here
    parts += [_tags(entity)[1] for entity in reversed(opened)]
    return "".join(parts)


def _tags(entity: Fields) -> tuple[str, str]:
    if entity["type"] == "text_link":
        return f'<a href="{escape(entity["url"])}">', "</a>"
    if entity["type"] in TAGS:
        return TAGS[entity["type"]]
    return '<span class="found">', "</span>"

"""Signs that a page is none of an article, or only the beginning of one."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from lxml import etree
from lxml.html import HtmlElement

from retrieval.formats.html_blocks import HtmlBlock, words_of
from retrieval.formats.structured_data import is_free
from retrieval.language.rules import pattern, words

_WALL = pattern("web_pages", "wall")
_CONSENT = pattern("web_pages", "consent")
_CONSENT_BUTTON = pattern("web_pages", "consent_button")
_ERROR = pattern("web_pages", "error_page")
_SCRIPT = pattern("web_pages", "script_needed")
_APP_ROOTS = words("web_pages", "app_root")
_TEASER = "only the teaser was served: it is behind a paywall"
_NO_SCRIPT = "it holds no text without JavaScript"
_CONSENT_ASKED = "it asks for consent and shows no article"
_ERROR_SERVED = "the server sent an error page in place of the article"
_NO_TEXT = "it holds no text of an article"
_SHORT_PAGE = 200  # characters that a page without a program may show
_SHORT_ERROR = 700  # characters of an error page, and of one that a program fills
_MOST_ROOTS = 3  # that are looked at
_LOADING = 40  # characters that a page shows until a program has filled it
_SHORT_TEASER, _LONG_TEASER = 2_500, 5_000  # characters before a wall, also of one that is said
_SHORT_PAID = 450  # characters of an article that is not free, where no wall is shown
_LONGEST_SIGN = 300  # characters of a line that is a sign
_MUCH = 0.4  # share of the sentences that speak of consent, or of a program that is needed
_OF_WHOLE = 0.6  # of the words that the page tells for the whole article


@dataclass(frozen=True, slots=True)
class PageSigns:
    """What the whole page shows, before anything is removed from it.

    `places` numbers its elements in order, `wall_at` is that of an offer to subscribe, 0 for none.
    """

    wall_at: int
    is_error: bool
    needs_script: bool
    is_shell: bool
    asks_consent: bool
    places: Mapping[HtmlElement, int]

    def problem(self, blocks: Sequence[HtmlBlock], articles: Sequence[dict[str, Any]]) -> str:
        """Return why the blocks of a page are no article, "" if they are one."""
        length = sum(len(each.words) for each in blocks)
        if self.is_error and length < _SHORT_ERROR:
            return _ERROR_SERVED
        if self.needs_script and (length < _SHORT_PAGE or _is_about_script(blocks)):
            return _NO_SCRIPT
        if self.is_shell and length < _SHORT_ERROR:
            return _NO_SCRIPT
        if self.asks_consent and _characters_beside(_CONSENT, blocks) < _SHORT_ERROR:
            return _CONSENT_ASKED
        if self._is_teaser(length, blocks, articles):
            return _TEASER
        return "" if length else _NO_TEXT

    def _is_teaser(
        self, length: int, blocks: Sequence[HtmlBlock], articles: Sequence[dict[str, Any]]
    ) -> bool:
        paid = is_free(articles) is False
        count = max((_word_count(each) for each in articles), default=0)
        has_wall = self.wall_at > 0 and not self._goes_on(blocks)
        if count and (paid or has_wall):
            return sum(len(each.words.split()) for each in blocks) < _OF_WHOLE * count
        if has_wall:
            return length < (_LONG_TEASER if paid else _SHORT_TEASER)
        return paid and length < _SHORT_PAID

    def _goes_on(self, blocks: Sequence[HtmlBlock]) -> bool:
        """Return whether most of the article stands behind the offer, which is no wall then."""
        behind = [each for each in blocks if self.places.get(each.element, 0) > self.wall_at]
        return 2 * sum(len(each.words) for each in behind) > sum(len(each.words) for each in blocks)


def page_signs(
    root: HtmlElement, blocks: Sequence[HtmlBlock], title: str, *, has_program: bool
) -> PageSigns:
    """Return the signs that a page with these blocks shows; `has_program`: it loads one."""
    lines = [each.words for each in blocks]
    places = {element: number for number, element in enumerate(root.iter(), 1)}
    silent = " ".join(each.text_content() for each in root.iter("noscript"))
    heading = " ".join("".join(each.itertext()) for each in root.iter("title"))
    first = [title, heading, *lines[:3]]
    shown = sum(map(len, lines))
    return PageSigns(
        wall_at=next((places[each.element] for each in blocks if _is_wall(each)), 0),
        is_error=any(_ERROR.match(line.strip()) for line in first if len(line) <= _LONGEST_SIGN),
        needs_script=bool(_SCRIPT.search(f"{silent} {' '.join(lines)}"[:2_000]))
        or (has_program and shown < _SHORT_PAGE),
        is_shell=_is_shell(root),
        places=places,
        asks_consent=_has_consent_button(root) and _consent_share(lines, shown) > _MUCH,
    )


def _is_wall(block: HtmlBlock) -> bool:
    """Return whether a line offers the rest of the article, and is not in the frame of the page."""
    if len(block.words) > _LONGEST_SIGN or not _WALL.search(block.words):
        return False
    return not any(
        each.tag in ("nav", "header", "footer") for each in block.element.iterancestors()
    )


def _consent_share(lines: Sequence[str], shown: int) -> float:
    """Return which share of a page is in lines that speak of consent, more than once."""
    asking = [line for line in lines if _CONSENT.search(line)]
    return sum(map(len, asking)) / shown if len(asking) > 1 and shown else 0.0


def _has_consent_button(root: HtmlElement) -> bool:
    labels = (
        f"{each.text_content()[:80]} {each.get('value', '')[:80]}"
        for each in root.iter("button", "a", "input")
    )
    return any(map(_CONSENT_BUTTON.search, labels))


def _characters_beside(subject: re.Pattern[str], blocks: Sequence[HtmlBlock]) -> int:
    return sum(len(each.words) for each in blocks if not subject.search(each.words))


def _is_about_script(blocks: Sequence[HtmlBlock]) -> bool:
    """Return whether a page says first, or in much of it, that it needs a program."""
    text = [each for each in blocks if each.kind != "heading"]
    beside = _characters_beside(_SCRIPT, text)
    length = sum(len(each.words) for each in text)
    leads = bool(text) and bool(_SCRIPT.search(text[0].words))
    return beside < _SHORT_ERROR and (leads or length - beside > _MUCH * length)


def _is_shell(root: HtmlElement) -> bool:
    """Return whether a page has a place for a program to fill, and no article beside it."""
    named = (
        each
        for each in root.iter(etree.Element)
        if each.get("id") in _APP_ROOTS or each.tag in _APP_ROOTS
    )
    is_empty = any(len(words_of(each)) < _LOADING for each in islice(named, _MOST_ROOTS))
    return is_empty and not any(words_of(each) for each in root.iter("h1", "article"))


def _word_count(article: dict[str, Any]) -> int:
    count = str(article.get("wordCount") or "")
    return int(count) if count.isdecimal() and len(count) < 7 else 0

"""The main text of a page: where trafilatura sees it, as blocks of our own."""

import copy
import re
from collections import Counter
from collections.abc import Sequence

from lxml.html import HtmlElement
from trafilatura import bare_extraction

from retrieval.formats.clutter import drop_clutter
from retrieval.formats.html_blocks import HtmlBlock, html_blocks, words_of
from retrieval.language.rules import pattern

_BYLINE = pattern("web_pages", "byline")
_PHRASE = pattern("boilerplate", "phrase")
_LONG = 40  # characters from which a block is known by its words wherever they stand
_PROSE = 80  # characters
_MOST_OF_TEXT = 0.85
_LINK_MOST = 0.6
_LINK_WORDS = 30
_TITLE_NEAR, _TITLE_WORDS = 3, 20
_ADDRESS = re.compile(r"(?:\w{1,20} ?: ?)?https?://\S{1,500}")
_YEAR = re.compile(r"(?<!\d)[12]\d{3}(?!\d)")
_LETTERS = re.compile(r"[^\W\d_]+")
_DATE_WORDS = 8  # beside the digits of a date
_BESIDE_TITLE = 4  # blocks among which those that tell author and date stand
_NEAR = 6  # elements above a list in which its text is looked for
_LONGEST_REPEAT, _MOST_COMPARED = 400, 300_000  # characters
_WORD = re.compile(r"\w+")
_SENTENCE_END = re.compile(r"[.!?…؟。]\W*\Z")


def main_blocks(root: HtmlElement, title: str) -> list[HtmlBlock]:
    """Return the blocks of the article of a page, without its title; [] if it has none.

    `root` is the tree of the page, from which what is no part of an article is removed.
    """
    drop_clutter(root)
    known = _Known(root)
    container = _container(root, known)
    if container is None:
        return []
    blocks = list(html_blocks(container))
    first = _after_title(blocks, title)
    lead = [] if first else _lead(root, container)
    chosen = [each for each in blocks[first:] if _is_article(each, known)]
    chosen = _without_edges(lead + chosen, known)
    return _without_repeats([each for each in chosen if _key(each.words) != _key(title)])


def title_before(root: HtmlElement) -> str:
    """Return the short line that stands before the article of a page without a title, or ""."""
    root = copy.deepcopy(root)
    drop_clutter(root)
    container = _container(root, _Known(root))
    before: list[str] = []
    for block in html_blocks(root) if container is not None else ():
        if block.element is container or container in block.element.iterancestors():
            break
        before.append(block.words)
    near = before[-_TITLE_NEAR:]
    return next((words for words in reversed(near) if _is_title(words)), "")


def _is_title(words: str) -> bool:
    """Return whether a line may be a title; one with digits may be a date, one of a word a menu."""
    count = len(words.split())
    short = 2 <= count <= _TITLE_WORDS and "\n" not in words
    return short and not (any(map(str.isdigit, words)) or _BYLINE.match(words))


class _Known:
    """What trafilatura takes for the article of a page."""

    def __init__(self, root: HtmlElement) -> None:
        taken = bare_extraction(copy.deepcopy(root), include_comments=False, include_tables=True)
        text = (taken.text or "") if taken is not None and not isinstance(taken, dict) else ""
        lines = [part for line in text.split("\n") for part in (line, *line.split("|"))]
        self._lines = {_key(line) for line in lines} - {""}
        self._all = "".join(map(_key, text.split("\n")))

    def has(self, block: HtmlBlock) -> bool:
        """Return whether the words of a block are part of it."""
        key = _key(block.words)
        return key in self._lines or (len(block.words) >= _LONG and key in self._all)


def _key(words: str) -> str:
    return "".join(_WORD.findall(words)).casefold()


def _container(root: HtmlElement, known: _Known) -> HtmlElement | None:
    """Return the smallest element that holds most of the text that is known."""
    weights: Counter[HtmlElement] = Counter()
    total = 0
    for block in html_blocks(root):
        if known.has(block):
            total += len(block.words)
            for element in (block.element, *block.element.iterancestors()):
                weights[element] += len(block.words)
    if not total:
        return None
    heavy = [element for element, weight in weights.items() if weight >= _MOST_OF_TEXT * total]
    return max(heavy, key=lambda element: sum(1 for _ in element.iterancestors()))


def _after_title(blocks: Sequence[HtmlBlock], title: str) -> int:
    """Return the number of the first block behind the title, if that stands before the text."""
    for number, block in enumerate(blocks):
        if _key(block.words) == _key(title) or (block.kind == "heading" and block.level == 1):
            return number + 1
        if _is_prose(block):
            break
    return 0


def _lead(root: HtmlElement, container: HtmlElement) -> list[HtmlBlock]:
    """Return the paragraphs between the title and the rest of an article."""
    title = root.find(".//h1")
    if title is None:
        return []
    inside = set(container.iter())
    lead: list[HtmlBlock] = []
    behind = False
    for block in html_blocks(root):
        if block.element in inside:
            return lead
        behind = behind or block.element is title
        if behind and block.element is not title and _is_prose(block) and _link_share(block) < 0.3:
            lead.append(block)
    return []


def _is_prose(block: HtmlBlock) -> bool:
    return (
        block.kind in ("paragraph", "quote")
        and len(block.words) >= _PROSE
        and bool(_SENTENCE_END.search(block.words))
    )


def _link_share(block: HtmlBlock) -> float:
    links = sum(len(words_of(link)) for link in block.element.iter("a"))
    return links / max(1, len(words_of(block.element)))


def _is_article(block: HtmlBlock, known: _Known) -> bool:
    if block.kind == "heading":
        return True
    words = block.words
    if len(words) < 2 * _PROSE and _PHRASE.fullmatch(words.strip("•-* \t.!")):
        return False
    if block.kind == "paragraph" and _ADDRESS.fullmatch(words):
        return False
    short = block.kind in ("paragraph", "item") and len(words.split()) < _LINK_WORDS
    return not (short and _link_share(block) > _LINK_MOST and not known.has(block))


def _without_edges(blocks: list[HtmlBlock], known: _Known) -> list[HtmlBlock]:
    """Drop what stands before the first and behind the last block that is surely the article's."""
    sure = [n for n, each in enumerate(blocks) if _is_prose(each) or known.has(each)]
    if not sure:
        return []
    first, last = sure[0], sure[-1]
    while first and blocks[first - 1].kind == "heading":
        first -= 1
    while last + 1 < len(blocks) and _goes_on(blocks[last], blocks[last + 1]):
        last += 1
    chosen = blocks[first : last + 1]
    chosen = [
        block for n, block in enumerate(chosen) if n >= _BESIDE_TITLE or not _is_byline(block)
    ]
    while chosen and (chosen[-1].kind == "heading" or _is_byline(chosen[-1])):
        chosen.pop()
    return chosen


def _goes_on(last: HtmlBlock, block: HtmlBlock) -> bool:
    """Return whether a list or table belongs to the text that it stands beside."""
    if block.kind not in ("item", "table") or _link_share(block) > _LINK_MOST / 2:
        return False
    around = list(last.element.iterancestors())[:2]
    beside = {sibling for each in (last.element, *around) for sibling in each.itersiblings()}
    beside.update(around)
    own = (block.element, *block.element.iterancestors())
    return any(each in beside for each in own[:_NEAR])


def _is_byline(block: HtmlBlock) -> bool:
    """Return whether a line only tells who wrote an article, or when."""
    if len(block.words) >= _PROSE or block.kind != "paragraph":
        return False
    if not _SENTENCE_END.search(block.words) and _BYLINE.match(block.words):
        return True
    words = block.words.removesuffix("г.")
    few = len(_LETTERS.findall(words)) <= _DATE_WORDS
    return few and bool(_YEAR.search(words)) and not _SENTENCE_END.search(words)


def _without_repeats(blocks: list[HtmlBlock]) -> list[HtmlBlock]:
    """Drop short paragraphs most of which the text says elsewhere, as pull quotes do."""
    keys = [_key(each.words) for each in blocks]
    every = "\n".join(keys)
    if len(every) > _MOST_COMPARED:
        return blocks
    return [
        block
        for block, own in zip(blocks, keys, strict=True)
        if not (
            block.kind in ("quote", "paragraph")
            and _LONG // 2 < len(own) < _LONGEST_REPEAT
            and every.count(own[: len(own) * 3 // 4]) > 1
        )
    ]

"""Quote an article for what the catalog tells of it."""

from collections.abc import Sequence

from bot.answers import Citation
from retrieval.passages import Document, Passage, Quote, Sentence, digest

_LONGEST = 300  # characters of a line that is quoted whole


def cite_article(
    number: int, document: Document, passages: Sequence[Passage], needles: Sequence[str]
) -> Citation:
    """Return a citation of the first line of an article that holds one of some words.

    Without such a line it is of the article's first sentence.
    """
    start, end = _line_with(document.text, needles) or _first_sentence(document, passages)
    return Citation(
        number,
        Quote(document.id, start, end, document.text[start:end], document),
        document.title,
        document.published,
        document.url,
        (),
        digest(document.text),
        document.author,
        document.publisher,
        document.pages.number_at(start),
        document.pages.is_recognized(start),
    )


def _line_with(text: str, needles: Sequence[str]) -> tuple[int, int] | None:
    """Return the span of the first line with one of some words, shortened to them if it is long."""
    folded = text.casefold()
    if len(folded) != len(text):
        folded = text  # a letter that has no small one of the same length
    for needle in filter(None, needles):
        place = folded.find(needle.casefold())
        if place < 0:
            continue
        start = text.rfind("\n", 0, place) + 1
        end = text.find("\n", place)
        end = len(text) if end < 0 else end
        line = text[start:end]
        start += len(line) - len(line.lstrip())
        end = start + len(line.strip())
        return (start, end) if end - start <= _LONGEST else (place, place + len(needle))
    return None


def _first_sentence(document: Document, passages: Sequence[Passage]) -> tuple[int, int]:
    sentences: list[Sentence] = [each for passage in passages for each in passage.sentences]
    if sentences:
        return sentences[0].start, sentences[0].end
    text = document.text
    start = len(text) - len(text.lstrip())
    return start, min(len(text), start + _LONGEST)

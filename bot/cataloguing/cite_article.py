"""Quote an article for what the catalog tells of it."""

from collections.abc import Sequence

from bot.answers import Citation
from retrieval.passages import Document, Passage, Sentence

_LONGEST = 300  # characters of a line that is quoted whole


def cite_article(
    number: int, document: Document, passages: Sequence[Passage], needles: Sequence[str]
) -> Citation:
    """Return a citation of the first sentence, or line, of an article that holds one of some words.

    Without such a line it is of the article's first sentence.
    """
    sentences = [each for passage in passages for each in passage.sentences]
    start, end = _span_with(document.text, sentences, needles) or _beginning(document, sentences)
    return Citation.of(number, document, start, end)


def _span_with(
    text: str, sentences: Sequence[Sentence], needles: Sequence[str]
) -> tuple[int, int] | None:
    """Return the span of the first sentence or line that holds one of some words, None for none."""
    folded = text.casefold()
    if len(folded) != len(text):
        folded = text  # a letter that has no small one of the same length
    for needle in filter(None, needles):
        place = folded.find(needle.casefold())
        if place < 0:
            continue
        for sentence in sentences:
            if sentence.start <= place < sentence.end:
                return sentence.start, sentence.end
        start, end = text.rfind("\n", 0, place) + 1, text.find("\n", place)
        line = text[start : end if end >= 0 else len(text)]
        start += len(line) - len(line.lstrip())
        if len(line.strip()) <= _LONGEST:
            return start, start + len(line.strip())
    return None


def _beginning(document: Document, sentences: Sequence[Sentence]) -> tuple[int, int]:
    if sentences:
        return sentences[0].start, sentences[0].end
    text = document.text
    start = len(text) - len(text.lstrip())
    return start, min(len(text), start + _LONGEST)

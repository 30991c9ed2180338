"""Choose what to quote of an article for what the catalog tells of it."""

from collections.abc import Sequence

from retrieval.passages import Document, Passage, Sentence

_LONGEST = 300  # characters of a line that is quoted whole


def span_to_quote(
    document: Document, passages: Sequence[Passage], needles: Sequence[str]
) -> tuple[int, int]:
    """Return the span of the first sentence, or line, of an article that holds one of some words.

    Without such a line it is that of the article's first sentence.
    """
    sentences = [each for passage in passages for each in passage.sentences]
    return _span_with(document.text, sentences, needles) or _beginning(document, sentences)


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

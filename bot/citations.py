"""From chosen sentences to statements and numbered citations."""

import re
from collections.abc import Sequence

from bot.answers import Citation, Statement
from bot.extract import Chosen
from retrieval.passages import Document, Quote, Span

_HANGS = re.compile(
    r"^[\W\d]*(?:this|these|that|those|it|its|they|their|them|he|his|she|her|such|both|another|"
    r"however|but|moreover|furthermore|additionally|nevertheless|instead|also|yet|thus|therefore|"
    r"in addition|in this context|on the other hand|for example|by doing so|the latter)\b",
    re.IGNORECASE,
)


def cite(chosen: Sequence[Chosen]) -> tuple[tuple[Statement, ...], tuple[Citation, ...]]:
    """Give a statement for each chosen sentence and the citation it rests on, numbered from 1."""
    statements, citations = [], []
    shown: set[Quote] = set()
    for number, choice in enumerate(chosen, 1):
        document = choice.hit.document
        quote = document.quote(choice.sentence.start, choice.sentence.end)
        context = tuple(document.quote(s.start, s.end) for s in _context(choice))
        shown.add(quote)
        citations.append(
            Citation(number, quote, document.title, document.published, document.url, context)
        )
        statements.append(Statement(choice.text, (number,)))
    return tuple(statements), tuple(citations)


def _context(choice: Chosen) -> tuple[Span, ...]:
    """Give what makes a sentence readable: its lead-in or header, or the sentence it hangs on."""
    sentence = choice.sentence
    if sentence.context or not _HANGS.match(_words(choice.hit.document, sentence.start, sentence.end)):
        return sentence.context
    units = choice.hit.passage.sentences
    place = units.index(sentence)
    before = units[place - 1] if place else None
    return (Span(before.start, before.end),) if before else ()


def _words(document: Document, start: int, end: int) -> str:
    return document.text[start:end]

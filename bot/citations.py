"""From chosen sentences to statements and numbered citations."""

from collections.abc import Sequence

from bot.answers import Citation, Statement
from bot.extract import Chosen, hangs
from retrieval.passages import Quote, Span, digest


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
            Citation(
                number, quote, document.title, document.published, document.url, context,
                digest(document.text),
            )
        )  # fmt: skip
        statements.append(Statement(choice.text, (number,)))
    return tuple(statements), tuple(citations)


def _context(choice: Chosen) -> tuple[Span, ...]:
    """Give what makes a sentence readable: its lead-in or header, or the sentence it hangs on."""
    sentence = choice.sentence
    text = choice.hit.document.text
    if sentence.context or not hangs(text[sentence.start : sentence.end]):
        return sentence.context
    units = choice.hit.passage.sentences
    place = units.index(sentence)
    before = units[place - 1] if place else None
    return (Span(before.start, before.end),) if before else ()

"""Where a quote stands in its article, in words."""

from bot.answers import Citation
from prompts import say


def citation_place(citation: Citation, language: str) -> str:
    """Return the page of a quote, if its article has pages, and its range of characters.

    Words that were recognised in a picture are marked as such.
    """
    span = f"{citation.quote.start}-{citation.quote.end}"
    return " ".join(filter(None, (page_words(citation, language), span)))


def page_words(citation: Citation, language: str) -> str:
    """Return the page of a quote, "" if its article has no pages."""
    if citation.page is None:
        return ""
    page = say("page", language, page=str(citation.page))
    return f"{page} {say('recognized-text', language)}" if citation.recognized else page

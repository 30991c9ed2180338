"""What a PDF tells about itself. The date of the file is not that of the article."""

import re
from collections.abc import Callable

from retrieval.formats.extracted import Fact

_ORIGIN = "PDF metadata"
_FILE_NAME = re.compile(r"\.(?:docx?|pdf|indd|qxd|tex|dvi|odt|rtf|html?|pages)\Z", re.IGNORECASE)
_PROGRAM = re.compile(r"microsoft word\b|untitled\b|unknown\b|document\d*\Z|title\Z", re.IGNORECASE)
_NOBODY = re.compile(
    r"\A\W*+(?:anonymous|unspecified|unknown|user|admin(?:istrator)?|owner|author)\W*\Z",
    re.IGNORECASE,
)
_LONGEST = 300  # characters


def pdf_facts(metadata: Callable[[str], str]) -> dict[str, Fact]:
    """Return the title and the author, unless a program wrote them."""
    facts: dict[str, Fact] = {}
    title, author = metadata("Title"), metadata("Author")
    if _is_words(title) and not (_FILE_NAME.search(title) or _PROGRAM.match(title)):
        facts["title"] = Fact(title, _ORIGIN)
    if _is_words(author) and not _NOBODY.match(author):
        facts["author"] = Fact(author, _ORIGIN)
    return facts


def _is_words(value: str) -> bool:
    return len(value) <= _LONGEST and any(character.isalpha() for character in value)

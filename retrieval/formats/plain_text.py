"""Text and Markdown, which are the document as they are."""

import re

from retrieval.formats.decode import decode
from retrieval.formats.extracted import Extracted, Fact, UnreadableError
from retrieval.text.blocks import FRONT_MATTER

_FIELD = re.compile(
    r"^(title|author|by|date|published|source|publisher|site|language|url|link)\s*:\s*(.+?)\s*$",
    re.IGNORECASE | re.MULTILINE,
)
_FIELDS = {
    "by": "author", "date": "published", "source": "publisher", "site": "publisher", "link": "url",
}  # fmt: skip
_LONGEST_FRONT_MATTER = 10_000  # characters


def extract_plain_text(content: bytes, encoding: str = "") -> Extracted:
    """Return a text as it is, with what its front matter tells; raises UnreadableError."""
    try:
        decoded = decode(content, encoding)
    except UnicodeDecodeError as error:
        raise UnreadableError("its text is damaged") from error
    except ValueError as error:
        raise UnreadableError(str(error)) from error
    notes = (decoded.note,) if decoded.note else ()
    return Extracted(decoded.text, facts=_front_matter(decoded.text), notes=notes)


def _front_matter(text: str) -> dict[str, Fact]:
    """Return what the front matter of a text tells; the first of two lines for one field counts."""
    matter = FRONT_MATTER.match(text[:_LONGEST_FRONT_MATTER])
    facts: dict[str, Fact] = {}
    for name, value in _FIELD.findall(matter.group()) if matter else ():
        field = _FIELDS.get(name.lower(), name.lower())
        if plain := value.strip("\"' \t"):
            facts.setdefault(field, Fact(plain, "front matter"))
    return facts

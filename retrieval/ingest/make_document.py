"""Make a document of what was extracted from a file."""

from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256

from retrieval.formats.extracted import Extracted, Fact
from retrieval.ingest.first_lines import facts_of_first_lines
from retrieval.ingest.titles import find_title
from retrieval.language.dates import written_date
from retrieval.language.identify import language
from retrieval.passages import Document

_UNKNOWN = Fact("", "")


def make_document(
    extracted: Extracted, *, id: str, source: str, name: str, original: bytes = b""
) -> Document:
    """Return a document; one that has no title takes its first heading, or else a name.

    `original` are the bytes it was extracted from, b"" for text as it was added.
    """
    text = extracted.text
    facts = {**_with_iso_date(facts_of_first_lines(text)), **_with_iso_date(extracted.facts)}
    title = _value(facts, "title") or find_title(text) or name
    stored = ("title", "author", "publisher", "published", "language", "url")
    return Document(
        id,
        text,
        title,
        source=source,
        url=_value(facts, "url"),
        published=_value(facts, "published"),
        language=_value(facts, "language") or language(text),
        author=_value(facts, "author"),
        publisher=_value(facts, "publisher"),
        original=sha256(original).hexdigest() if original else "",
        origins=tuple((each, facts[each].origin) for each in stored if each in facts),
        pages=extracted.pages,
        boilerplate=extracted.boilerplate,
    )


def _with_iso_date(facts: Mapping[str, Fact]) -> dict[str, Fact]:
    """Return facts with the day of publication as ISO 8601, without one that is no date."""
    others = {name: fact for name, fact in facts.items() if name != "published"}
    published = written_date(_value(facts, "published"))
    return others | (
        {"published": replace(facts["published"], value=published)} if published else {}
    )


def _value(facts: Mapping[str, Fact], name: str) -> str:
    return facts.get(name, _UNKNOWN).value

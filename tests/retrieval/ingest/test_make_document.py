"""A document has the day of publication that its file gives, if that is a date."""

import pytest

from retrieval.formats.extracted import Extracted, Fact
from retrieval.ingest.make_document import make_document

LINES = "The ferry sinks\n\nBy Jonas Wirth\n4 May 2025\n\nIt sank at noon, and all were saved.\n"


@pytest.mark.parametrize(
    ("text", "value", "published", "origin"),
    [
        ("The ferry sank.", "7 February 2026", "2026-02-07", "front matter"),
        ("The ferry sank.", "2026-05-01 garbage", "2026-05-01", "front matter"),
        ("The ferry sank.", "spring", "", None),
        ("The ferry sank.", "2024-25", "", None),
        (LINES, "spring", "2025-05-04", "first lines"),
    ],
)
def test_only_a_date_is_the_day_of_publication(
    text: str, value: str, published: str, origin: str | None
) -> None:
    extracted = Extracted(text, {"published": Fact(value, "front matter")})
    document = make_document(extracted, id="a", source="/a.md", name="a")
    assert document.published == published
    assert dict(document.origins).get("published") == origin

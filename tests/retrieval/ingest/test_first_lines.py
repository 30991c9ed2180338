"""The first lines of an article tell its author, date and publisher, and no more than they say."""

import pytest

from retrieval.ingest.first_lines import facts_of_first_lines

BODY = "\n\nThe night ferry stops in March. The operator lost 2 million crowns on 5 May 2020.\n"


@pytest.mark.parametrize(
    ("lines", "facts"),
    [
        ("Ferry stops\n\nBy Jonas Wirth, 7 February 2026",
         {"author": "Jonas Wirth", "published": "2026-02-07"}),
        ("Ferry stops\n\nBy Bo Anders, Coastal Times, 19 November 2026",
         {"author": "Bo Anders", "publisher": "Coastal Times", "published": "2026-11-19"}),
        ("Ferry stops\n\nBy Olaf Wiese\nPublished on 14 June 2025",
         {"author": "Olaf Wiese", "published": "2025-06-14"}),
        ("Ferry stops\n\n**By Dr. Henrike van der Vaal** | 3 May 2025",
         {"author": "Dr. Henrike van der Vaal", "published": "2025-05-03"}),
        ("Ferry stops\n\n**Author:** Ida Holm  \n**Date:** 8 February 2025",
         {"author": "Ida Holm", "published": "2025-02-08"}),
        ("Fähre hält\n\nVon Petra Holm\n\nVeröffentlicht am 14. Juni 2025",
         {"author": "Petra Holm", "published": "2025-06-14"}),
        ("Паром стоит\n\nАвтор: Иван Петров\n7 февраля 2026",
         {"author": "Иван Петров", "published": "2026-02-07"}),
        ("Ferry stops\n\nORRIN, 4 May 2025 (Meridian) — Dockers ended their strike.",
         {"publisher": "Meridian", "published": "2025-05-04"}),
        ("Ferry stops\n\n7 February 2026", {"published": "2026-02-07"}),
        ("Ferry stops\n\nBy staff reporter", {}),
        ("Ferry stops\n\nBy the end of the year it was over.", {}),
        ("Ferry stops\n\nUpdated on 14 June 2025", {}),
        ("Ferry stops\n\nThe vote of 7 February 2026 was close.", {}),
        ("Ferry stops\n\nPublished on Monday", {}),
        ("Ferry stops\n\nBy 2030 the ferry will be gone.", {}),
    ],
)  # fmt: skip
def test_the_first_lines_tell_facts(lines: str, facts: dict[str, str]) -> None:
    found = facts_of_first_lines(lines + BODY)
    assert {name: fact.value for name, fact in found.items()} == facts
    assert {fact.origin for fact in found.values()} <= {"first lines"}


def test_a_byline_far_below_is_no_fact_of_the_article() -> None:
    lines = "".join(f"Line {number} of it\n" for number in range(10))
    assert facts_of_first_lines(f"{lines}By Jonas Wirth, 7 February 2026\n") == {}

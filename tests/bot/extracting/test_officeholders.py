"""Who holds an office is answered only where a sentence says so."""

import pytest

from bot.extracting.officeholders import names_officeholder

SENTENCES = (
    "Deputy Foreign Minister Sergey Vershinin received the newly appointed Iraqi Ambassador to"
    " Russia, Abdul-Karim Hashim Mostafa.",
    "Major decisions will be made by the prime minister in Baghdad.",
    "In Cairo, President Morsi was ousted; Iraq watched, and much later still said so.",
)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who is the Iraqi ambassador to Russia?", True),
        ("who is iraq's Ambassador in Moscow", True),
        ("Who is the Iranian ambassador to Iraq?", False),
        ("Who is the prime minister of Iraq?", False),
        ("Who is the foreign minister of Iraq?", False),
        ("who is the prime minister of iraq", False),
        ("Who was the president of Egypt?", True),
        ("Who is the king of Jordan?", False),
        ("Who is the director?", True),
        ("Who met the Iraqi ambassador?", True),
    ],
)
def test_a_name_stands_beside_the_office_and_the_country(question: str, expected: bool) -> None:
    assert names_officeholder(question, SENTENCES) is expected

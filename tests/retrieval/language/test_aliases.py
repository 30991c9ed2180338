"""Names of the same thing are known as such."""

import pytest

from retrieval.language.aliases import entities_in, remove_entities


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Kremlin and Baghdad", {"Russia", "Iraq"}),
        ("Russian arms, Iraqi oil", {"Russia", "Iraq"}),
        ("Tell us", set()),
        ("The U.S. and the USA", {"United States"}),
        ("Saudi Arabia’s view", {"Saudi Arabia"}),
        ("отношения Ирака с Россией", {"Russia", "Iraq"}),
        ("موقف العراق تجاه روسيا", {"Russia", "Iraq"}),
        ("وروسيا", {"Russia"}),
        ("a moscow mule", set()),
        ("IRAQ IS QUIETLY DISTANCING ITSELF FROM IRAN.", {"Iraq", "Iran"}),
        ("US", {"United States"}),
    ],
)
def test_what_a_text_names_is_known(text: str, expected: set[str]) -> None:
    assert entities_in(text) == expected


def test_known_names_are_left_out() -> None:
    assert remove_entities("Moscow sells Basra arms").split() == ["sells", "Basra", "arms"]

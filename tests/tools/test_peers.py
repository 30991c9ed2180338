"""The comparison with other pipelines: what its report says, and what goes over the pipe."""

import sys
from pathlib import Path

import pytest

from tests.tools.peers.asking import Asked
from tests.tools.peers.figures import Figures
from tests.tools.peers.report import MEASURES, table, wins


def column(**known: float) -> Figures:
    return {measure.name: 1.0 for measure in MEASURES} | known


def test_the_best_of_a_row_is_bold_and_a_row_that_others_win_is_named() -> None:
    figures = {"majlis": column(recall=0.5), "other": column(recall=0.6, cold=2.0)}
    assert table(figures)[2] == "| chunking_eval: recall at 5 passages | 0.500 | **0.600** |"
    assert wins(figures, "majlis") == [
        "- chunking_eval: recall at 5 passages: other wins, 0.600 against our 0.500."
    ]


def test_a_row_that_two_share_is_bold_twice_and_won_by_nobody_else() -> None:
    figures = {"majlis": column(cold=1.001), "other": column(cold=1.0)}
    assert "| cold question, s | **1.00** | **1.00** |" in table(figures)
    assert wins(figures, "majlis") == []


def test_a_pipeline_is_asked_over_a_pipe(tmp_path: Path) -> None:
    text = "Wheat was sent to Damascus in May."
    documents = [
        {"id": "wheat", "title": "", "text": text},
        {"id": "oil", "title": "", "text": "Oil is bought in Basra by everyone."},
    ]
    with Asked(Path(sys.executable), "with_majlis", "search", tmp_path / "store") as process:
        assert process.index(documents) == 2
        assert process.search("Where was wheat sent?", 1) == [("wheat", 0, len(text))]


def test_a_pipeline_that_ends_is_no_answer(tmp_path: Path) -> None:
    process = Asked(Path(sys.executable), "with_majlis", "no such kind", tmp_path)
    with process, pytest.raises(EOFError, match="ended with 2"):
        process.memory()

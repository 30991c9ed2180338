"""The quality of answers against what it was: a slice of each question set, paired by question."""

from pathlib import Path

from bot.evaluating.summary import format_difference
from tests.tools.eval import gate

MEND = "If this is wanted, `make baseline` keeps the new figures."


def test_no_figure_of_the_slices_falls_by_more_than_its_interval(tmp_path: Path) -> None:
    before = gate.earlier()
    worse = []
    for run in gate.slices(tmp_path):
        own = before.pop(run.name)
        assert own.ids == run.ids, "the slice has changed: `make baseline`"
        compared = gate.compared(run, own)
        worse += [
            f"{run.name}, {d.metric.name}: {format_difference(d)}" for d in compared if d.worse
        ]
    assert before == {}
    assert not worse, "\n".join((*worse, MEND))

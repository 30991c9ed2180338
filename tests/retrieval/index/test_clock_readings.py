"""A jump of the clock confirms no time."""

from pathlib import Path

import pytest

from retrieval.index.clock_readings import APART_S, confirmed_time

NOW = 1_800_000_000.0
DAY = 86_400.0


def test_a_day_is_confirmed_by_the_next(tmp_path: Path) -> None:
    assert confirmed_time(tmp_path, NOW, 0) == 0
    assert confirmed_time(tmp_path, NOW + APART_S - 1, APART_S - 1) == 0
    assert confirmed_time(tmp_path, NOW + DAY, DAY) == NOW
    assert confirmed_time(tmp_path, NOW + 60 * DAY, 60 * DAY) == NOW + DAY
    assert confirmed_time(tmp_path, NOW + 61 * DAY, 100) == NOW + 60 * DAY  # started anew


@pytest.mark.parametrize("jumps", [[400], [-400], [400, 401, 402], [400, -400, 800], [1] * 20])
def test_a_jump_confirms_nothing(tmp_path: Path, jumps: list[float]) -> None:
    for day in range(3):
        confirmed_time(tmp_path, NOW + day * DAY, day * DAY)
    clock, running = NOW + 2 * DAY, 2 * DAY
    for number, days in enumerate(jumps, 1):
        assert confirmed_time(tmp_path, clock + days * DAY, running + 60 * number) <= clock
    assert confirmed_time(tmp_path, clock + 3_600, running + 3_600) <= clock


@pytest.mark.parametrize("content", ["", "x", "[1]", "{}", '[["a", 1]]', "[[1, 2], [3]]"])
def test_a_damaged_file_confirms_nothing(tmp_path: Path, content: str) -> None:
    (tmp_path / "clock.json").write_text(content)
    assert confirmed_time(tmp_path, NOW, 0) == 0

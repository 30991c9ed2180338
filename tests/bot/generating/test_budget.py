"""Budgets hold before the model is asked, between runs and between processes."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.app import App, build
from bot.cli import log_output
from bot.generating.budget import Budget, Limits, OverBudgetError
from bot.settings import Settings
from tests.support.fake_model import KEY, running, saying
from tests.support.places import ROOT


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 29, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.mark.parametrize(
    ("limits", "user", "named"),
    [
        (Limits(answer=99), "a", "budget for one answer"),
        (Limits(day=199), "a", "budget of today"),
        (Limits(month=199), "b", "budget of this month"),
        (Limits(answer_cost=0.00011, price_input=1, price_output=2), "a", "budget for one answer"),
        (Limits(day_cost=0.0002, price_input=1, price_output=2), "a", "budget of today"),
        (Limits(month_cost=0.0002, price_input=1, price_output=2), "b", "budget of this month"),
    ],
)
def test_what_is_over_a_limit_is_refused(
    tmp_path: Path, limits: Limits, user: str, named: str
) -> None:
    budget = Budget(tmp_path / "budget.sqlite3", limits, now=Clock())
    with pytest.raises(OverBudgetError, match=named):  # noqa: PT012  # either of the two
        budget.reserve("a", input_tokens=80, output_tokens=20)
        budget.reserve(user, input_tokens=80, output_tokens=20)
    budget.close()


def test_a_limit_counts_for_its_user_and_its_day(tmp_path: Path) -> None:
    clock = Clock()
    budget = Budget(tmp_path / "budget.sqlite3", Limits(day=100), now=clock)
    budget.reserve("a", input_tokens=80, output_tokens=20)
    budget.reserve("b", input_tokens=80, output_tokens=20)
    clock.now = datetime(2026, 11, 30, 0, tzinfo=UTC)
    budget.reserve("a", input_tokens=80, output_tokens=20)
    budget.close()


def test_a_month_ends(tmp_path: Path) -> None:
    clock = Clock()
    budget = Budget(tmp_path / "budget.sqlite3", Limits(month=100), now=clock)
    budget.reserve("a", input_tokens=80, output_tokens=20)
    clock.now = datetime(2026, 12, 1, 0, tzinfo=UTC)
    budget.reserve("a", input_tokens=80, output_tokens=20)
    budget.close()


def test_what_was_set_aside_is_settled_and_kept_between_runs(tmp_path: Path) -> None:
    path = tmp_path / "budget.sqlite3"
    first = Budget(path, Limits(day=100), now=Clock())
    reservation = first.reserve("a", input_tokens=80, output_tokens=20)
    first.settle(reservation, input_tokens=30, output_tokens=10)
    first.close()
    second = Budget(path, Limits(day=100), now=Clock())
    second.reserve("a", input_tokens=50, output_tokens=10)
    with pytest.raises(OverBudgetError):
        second.reserve("a", input_tokens=1, output_tokens=0)
    second.close()


def test_without_limits_nothing_is_kept(tmp_path: Path) -> None:
    budget = Budget(tmp_path / "budget.sqlite3", Limits())
    assert budget.reserve("a", input_tokens=80, output_tokens=20) is None
    budget.settle(None, input_tokens=80, output_tokens=20)
    assert list(tmp_path.iterdir()) == []


def test_a_forgotten_user_is_in_no_file_and_the_month_keeps_its_sum(tmp_path: Path) -> None:
    budget = Budget(tmp_path / "budget.sqlite3", Limits(month=100), now=Clock())
    budget.reserve("user-4711", input_tokens=80, output_tokens=20)
    budget.forget("user-4711")
    held = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"user-4711" not in held
    with pytest.raises(OverBudgetError):
        budget.reserve("b", input_tokens=1, output_tokens=0)
    budget.close()


def test_two_processes_share_a_budget(tmp_path: Path) -> None:
    program = (
        "import sys\nfrom pathlib import Path\n"
        "from bot.generating.budget import Budget, Limits, OverBudgetError\n"
        "budget = Budget(Path(sys.argv[1]), Limits(month=1000))\n"
        "granted = 0\n"
        "for _ in range(100):\n"
        "    try:\n"
        "        budget.reserve('a', input_tokens=8, output_tokens=2)\n"
        "        granted += 1\n"
        "    except OverBudgetError:\n"
        "        pass\n"
        "print(granted)\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "budget.sqlite3")]
    runs = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) for _ in range(2)
    ]
    assert sum(int(run.communicate(timeout=60)[0]) for run in runs) == 100


def test_an_answer_over_budget_is_quoted_and_the_model_is_not_asked(seeded: App) -> None:
    with running() as model:
        model.script = saying("These ties cover military-technical cooperation. [2.3]")
        app = build(
            Settings(
                _env_file=None, MAJLIS_HOME=seeded.home.path, OPENAI_API_KEY=KEY,
                OPENAI_BASE_URL=model.url, MAJLIS_BUDGET_ANSWER=100,
            )
        )  # fmt: skip
        answer = app.assistant.ask("How is Iraq positioned toward Russia?")
        assert (answer.mode, model.asked) == ("extractive", [])
        assert answer.remark == (
            "The language model was not asked, since the budget for one answer does not allow it;"
            " these are the articles' own sentences instead."
        )
        app.home.catalog.close()


def test_who_is_forgotten_is_forgotten_by_the_budget_too(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, MAJLIS_HOME=tmp_path, MAJLIS_BUDGET_MONTH=100)
    app = build(settings)
    app.budget.reserve("user-4711", input_tokens=80, output_tokens=20)
    log_output.forget_answers(app, user="user-4711", before=None, quiet=True)
    app.close()
    assert b"user-4711" not in (tmp_path / "budget.sqlite3").read_bytes()


def test_what_is_spent_on_a_home_for_once_counts_in_the_usual_one(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, MAJLIS_HOME=tmp_path / "once", MAJLIS_BUDGET_MONTH=100)
    app = build(settings, budget_folder=tmp_path / "usual")
    app.budget.reserve("", input_tokens=10, output_tokens=5)
    app.close()
    assert (tmp_path / "usual" / "budget.sqlite3").exists()
    assert not (tmp_path / "once" / "budget.sqlite3").exists()

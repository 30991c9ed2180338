"""The bot is killed with questions in flight, and every one of them is answered."""

from pathlib import Path

from tests.support.fake_bot_api import FakeBotApi
from tests.support.fake_model import KEY, running, saying
from tests.support.kills import IN_FLIGHT, KILLS, killed_and_started

CLAIM = "These ties cover military-technical cooperation and economic partnerships. [2.3]"


def test_questions_of_fifty_people_outlive_kills(api: FakeBotApi, copied: Path) -> None:
    tally = killed_and_started(api, copied, KILLS)
    assert (tally.asked, tally.answered) == (KILLS * IN_FLIGHT, KILLS * IN_FLIGHT), tally
    assert tally.twice <= 5 * KILLS, tally
    print(tally)  # noqa: T201  # the report of `make soak`


def test_placeholders_in_groups_outlive_kills(api: FakeBotApi, copied: Path) -> None:
    rounds = max(1, KILLS // 3)
    with running() as model:
        model.script = saying(*CLAIM.split(" "), pause_s=0.15)
        options = {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": model.url}
        tally = killed_and_started(api, copied, rounds, kind="supergroup", settings=options)
    assert (tally.asked, tally.answered) == (rounds * IN_FLIGHT, rounds * IN_FLIGHT), tally
    assert tally.twice <= 5 * rounds, tally
    print(tally)  # noqa: T201  # the report of `make soak`

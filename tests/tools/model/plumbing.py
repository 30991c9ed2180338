"""The real client against a real local server: `make test-model`. Content is not asserted."""

from collections.abc import Iterator

import pytest

from bot.answers import Answer
from bot.app import App, build
from bot.ask_options import AskOptions
from bot.settings import Settings
from retrieval.index.home_folder import SEEDS
from retrieval.ingest.update import add
from retrieval.ingest.writer import Writer
from tests.tools.model.server import serving


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    with serving("smollm2") as url:
        made = build(
            Settings(
                _env_file=None, MAJLIS_HOME=tmp_path_factory.mktemp("home"),
                MAJLIS_MODEL="openai:smollm2", OPENAI_BASE_URL=url,
                MAJLIS_MODEL_PASSAGE_TOKENS=800, MAJLIS_MODEL_MAX_TOKENS=120,
                MAJLIS_MODEL_TIMEOUT_S=300, MAJLIS_BUDGET_MONTH=1_000_000,
                MAJLIS_PRICE_INPUT=1, MAJLIS_PRICE_OUTPUT=2,
            )
        )  # fmt: skip
        with Writer(made.home, made.models) as writer:
            add(writer, [SEEDS])
        yield made
        made.home.catalog.close()


@pytest.mark.parametrize(
    "question",
    ["How is Iraq positioned toward Russia?", "Who accepted the Iraqi ambassador's credentials?"],
)
def test_an_answer_comes_whatever_the_model_says(app: App, question: str) -> None:
    answer = app.assistant.ask(question)
    assert answer.statements
    assert answer.usage is not None
    assert answer.usage.model == "openai:smollm2"
    assert 0 < answer.usage.output_tokens <= 120 < answer.usage.input_tokens < 4096
    assert answer.usage.cost == pytest.approx(
        (answer.usage.input_tokens + 2 * answer.usage.output_tokens) / 1_000_000
    )


def test_a_stopped_answer_ends_at_once(app: App) -> None:
    options = AskOptions()
    options.stop.set()
    answer = app.assistant.ask("How is Iraq positioned toward Russia?", None, options)
    assert isinstance(answer, Answer)
    assert answer.reason.endswith("it was stopped")


def test_the_same_home_answers_without_the_model(app: App) -> None:
    answer = app.assistant.ask(
        "How is Iraq positioned toward Russia?", None, AskOptions(mode="extractive")
    )
    assert (answer.mode, answer.usage) == ("extractive", None)

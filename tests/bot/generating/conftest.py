"""A model that says what a test wants, and an app that asks it."""

from collections.abc import Iterator
from typing import Any

import pytest

from bot.app import App
from tests.support.fake_model import FakeModel, running
from tests.support.model_app import asking


@pytest.fixture(scope="module")
def model() -> Iterator[FakeModel]:
    with running() as server:
        yield server


@pytest.fixture(scope="module")
def model_settings() -> dict[str, Any]:
    """Give what a module sets besides the address of its model."""
    return {}


@pytest.fixture(scope="module")
def app(seeded: App, model: FakeModel, model_settings: dict[str, Any]) -> Iterator[App]:
    made = asking(seeded, model.url, **model_settings)
    yield made
    made.home.catalog.close()

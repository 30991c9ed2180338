"""An app over the seeds whose answers a model of a test writes."""

from typing import Any

from bot.app import App, build
from bot.settings import Settings
from tests.support.fake_model import KEY

PATIENT_S = 60  # a busy machine may be slow to refuse, too


def asking(seeded: App, url: str, **settings: Any) -> App:
    """Give an app over the seeds that asks the model at an address."""
    fields: dict[str, Any] = {
        "OPENAI_API_KEY": KEY,
        "OPENAI_BASE_URL": url,
        "MAJLIS_MODEL_RETRIES": 0,
    }
    fields |= {"MAJLIS_HOME": seeded.home.path, "MAJLIS_MODEL_TIMEOUT_S": PATIENT_S} | settings
    (seeded.home.path / "model-limits.json").unlink(missing_ok=True)  # of another server, at a port
    app = build(Settings(_env_file=None, **fields))
    app.warm()
    return app

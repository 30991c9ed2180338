"""What can be set, read once from the environment and `.env`."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from retrieval.errors import ExpectedError


class Settings(BaseSettings):
    """Every setting; an empty variable means unset. `.env.example` explains each."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        env_file_encoding="utf-8",
    )

    home: Path = Field(Path(".majlis"), validation_alias="MAJLIS_HOME")
    home_shared: bool = Field(False, validation_alias="MAJLIS_HOME_SHARED")
    originals: Literal["on", "off"] = Field("on", validation_alias="MAJLIS_ORIGINALS")
    originals_mb: int = Field(2000, ge=0, validation_alias="MAJLIS_ORIGINALS_MB")
    ocr: str = Field("off", validation_alias="MAJLIS_OCR")
    fetch_private: Literal["on", "off"] = Field("off", validation_alias="MAJLIS_FETCH_PRIVATE")
    embedder: str = Field("local", validation_alias="MAJLIS_EMBEDDER")
    reader: Literal["on", "off"] = Field("on", validation_alias="MAJLIS_READER")
    threads: int = Field(0, ge=0, le=64, validation_alias="MAJLIS_THREADS")
    openai_api_key: SecretStr | None = Field(None, validation_alias="OPENAI_API_KEY")
    openai_base_url: str | None = Field(None, validation_alias="OPENAI_BASE_URL")
    model: str = Field("", validation_alias="MAJLIS_MODEL")
    model_temperature: float = Field(0.0, ge=0, le=2, validation_alias="MAJLIS_MODEL_TEMPERATURE")
    model_max_tokens: int = Field(800, ge=16, validation_alias="MAJLIS_MODEL_MAX_TOKENS")
    model_passage_tokens: int = Field(3000, ge=200, validation_alias="MAJLIS_MODEL_PASSAGE_TOKENS")
    model_timeout_s: float = Field(60.0, gt=0, le=600, validation_alias="MAJLIS_MODEL_TIMEOUT_S")
    model_retries: int = Field(2, ge=0, le=10, validation_alias="MAJLIS_MODEL_RETRIES")
    constrained: Literal["auto", "off"] = Field("auto", validation_alias="MAJLIS_CONSTRAINED")
    price_input: float | None = Field(None, ge=0, validation_alias="MAJLIS_PRICE_INPUT")
    price_output: float | None = Field(None, ge=0, validation_alias="MAJLIS_PRICE_OUTPUT")
    budget_answer: int | None = Field(None, ge=0, validation_alias="MAJLIS_BUDGET_ANSWER")
    budget_day: int | None = Field(None, ge=0, validation_alias="MAJLIS_BUDGET_USER_DAY")
    budget_month: int | None = Field(None, ge=0, validation_alias="MAJLIS_BUDGET_MONTH")
    cost_answer: float | None = Field(None, ge=0, validation_alias="MAJLIS_COST_ANSWER")
    cost_day: float | None = Field(None, ge=0, validation_alias="MAJLIS_COST_USER_DAY")
    cost_month: float | None = Field(None, ge=0, validation_alias="MAJLIS_COST_MONTH")
    log: bool = Field(True, validation_alias="MAJLIS_LOG")
    log_days: int | None = Field(None, ge=1, validation_alias="MAJLIS_LOG_DAYS")
    telegram_token: SecretStr | None = Field(None, validation_alias="TELEGRAM_BOT_TOKEN")
    telegram_api_base: str = Field("https://api.telegram.org", validation_alias="TELEGRAM_API_BASE")
    telegram_admins: str = Field("", validation_alias="TELEGRAM_ADMINS")
    telegram_allowed: str = Field("", validation_alias="TELEGRAM_ALLOWED")
    telegram_per_minute: int = Field(20, ge=1, validation_alias="TELEGRAM_PER_MINUTE")
    telegram_per_day: int = Field(500, ge=1, validation_alias="TELEGRAM_PER_DAY")
    telegram_reaction: str = Field("", validation_alias="TELEGRAM_REACTION")
    telegram_keep_days: int = Field(90, ge=1, validation_alias="TELEGRAM_KEEP_DAYS")
    telegram_max_age: int = Field(720, ge=1, validation_alias="TELEGRAM_MAX_AGE_MINUTES")
    telegram_webhook_url: str = Field("", validation_alias="TELEGRAM_WEBHOOK_URL")
    telegram_webhook_secret: SecretStr | None = Field(
        None, validation_alias="TELEGRAM_WEBHOOK_SECRET"
    )
    telegram_webhook_port: int = Field(
        8080, ge=1, le=65535, validation_alias="TELEGRAM_WEBHOOK_PORT"
    )
    telegram_webhook_listen: str = Field("127.0.0.1", validation_alias="TELEGRAM_WEBHOOK_LISTEN")
    telegram_health_port: int | None = Field(
        None, ge=1, le=65535, validation_alias="TELEGRAM_HEALTH_PORT"
    )
    log_format: Literal["text", "json"] = Field("text", validation_alias="MAJLIS_LOG_FORMAT")
    log_level: Literal["debug", "info", "warning"] = Field(
        "info", validation_alias="MAJLIS_LOG_LEVEL"
    )

    def secrets(self) -> list[str]:
        """Return what nobody may read."""
        values = (getattr(self, name) for name in type(self).model_fields)
        return [value.get_secret_value() for value in values if isinstance(value, SecretStr)]


def load() -> Settings:
    """Read the settings; raises ExpectedError that names a bad one."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise ExpectedError(
            f"The setting {first['loc'][0]} is wrong: {first['msg']}.",
            hint="Mend it in the environment or in .env; .env.example explains each.",
        ) from None

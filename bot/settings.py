"""What can be set, read once from the environment and `.env`."""

from pathlib import Path

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
    embedder: str = Field("local", validation_alias="MAJLIS_EMBEDDER")
    threads: int = Field(0, ge=0, le=64, validation_alias="MAJLIS_THREADS")
    openai_api_key: SecretStr | None = Field(None, validation_alias="OPENAI_API_KEY")
    openai_base_url: str | None = Field(None, validation_alias="OPENAI_BASE_URL")
    telegram_token: SecretStr | None = Field(None, validation_alias="TELEGRAM_BOT_TOKEN")
    telegram_api_base: str = Field("https://api.telegram.org", validation_alias="TELEGRAM_API_BASE")


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

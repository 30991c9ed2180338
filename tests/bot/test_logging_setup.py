"""What is logged: no secret, and so many lines of a kind."""

import io
import json
import logging
import random
import string
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from pydantic import SecretStr

from bot import log_rate_limit
from bot.log_rate_limit import LogRateLimit
from bot.logging_setup import log_without
from bot.settings import Settings
from retrieval import redaction

LOGGERS = ("bot.x", "tornado.general", "tornado.application", "asyncio")


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Give what is logged after `begin_log`."""
    levels = {name: logging.getLogger(name).level for name in ("", "bot", "httpx")}
    stream = io.StringIO()
    monkeypatch.setattr(redaction, "_secrets", set())
    yield stream
    for handler in list(logging.getLogger().handlers):
        for limit in handler.filters:
            if isinstance(limit, LogRateLimit):
                logging.getLogger().removeHandler(handler)
                if limit._ends:
                    limit._ends.cancel()
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def begin_log(stream: io.StringIO, *secrets: str, form: str = "text") -> LogRateLimit:
    """Log as the bot does, and return what keeps its log short."""
    logging.getLogger().handlers.clear()  # those of pytest
    log_without(*secrets, form=form)
    (handler,) = logging.getLogger().handlers
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(stream)
    (limit,) = handler.filters
    assert isinstance(limit, LogRateLimit)
    return limit


@pytest.mark.parametrize("form", ["text", "json"])
def test_no_line_holds_a_secret_wherever_it_was(written: io.StringIO, form: str) -> None:
    chance = random.Random(7)
    signs = string.ascii_letters + string.digits + "-_:/+\"'\\% é"
    key, token = (f"k{''.join(chance.choices(signs, k=40))}y" for _ in range(2))
    settings = Settings(_env_file=None, OPENAI_API_KEY=key, TELEGRAM_BOT_TOKEN=token)
    assert set(settings.secrets()) == {key, token}
    begin_log(written, *settings.secrets(), form=form)
    for place, secret in enumerate((key, token)):
        log = logging.getLogger(LOGGERS[place])
        log.warning("plain " + secret)  # noqa: G003 - as libraries do
        log.warning("argument %r", {"headers": [secret, secret.encode()]})
        log.warning("url %s", f"https://x.example/{quote(secret, safe='')}?a=1")
        log.warning("json %s", json.dumps({"key": secret}))
        log.warning("extra", extra={"key": secret})
        log.warning("settings %r %r", settings, SecretStr(secret))
        log.warning("stack", stack_info=True)
        try:
            try:
                raise OSError(secret)
            except OSError as error:
                raise ValueError(json.dumps([secret])) from error
        except ValueError:
            log.exception("failed %s", secret)
    shown = written.getvalue()
    assert shown.count("…") >= 12
    for secret in (key, token):
        pieces = {secret, repr(secret)[1:-1], json.dumps(secret)[1:-1], quote(secret, safe="")}
        assert [piece for piece in pieces if piece in shown] == []
    if form == "json":
        assert all(json.loads(line)["message"] for line in shown.splitlines())


@pytest.mark.parametrize("name", LOGGERS)
def test_a_line_is_written_so_often_and_then_counted(written: io.StringIO, name: str) -> None:
    limit = begin_log(written)
    log = logging.getLogger(name)
    for number in range(1000):
        log.warning("It failed for %d.", number)
        log.error(f"Exception in callback <Handle {number:#x} {number}>\nof that")  # noqa: G004 - as asyncio does
    log.warning("Another line.")
    limit.end_minute()
    log.warning("It failed for %d.", 7)
    lines = written.getvalue().splitlines()
    assert sum("It failed for" in line for line in lines) == log_rate_limit.PER_MINUTE + 2
    assert sum("990 more lines like this one within a minute" in line for line in lines) == 2
    assert sum("Another line." in line for line in lines) == 1
    assert lines[-1].endswith(f"WARNING {name}: It failed for 7.")


def test_a_minute_ends_by_itself(written: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_rate_limit, "MINUTE_S", 0.1)
    limit = begin_log(written)
    for _ in range(12):
        logging.getLogger("bot.x").warning("Again.")
    assert limit._ends is not None
    limit._ends.join(10)
    assert "2 more lines like this one within a minute: bot.x: Again." in written.getvalue()


def test_kinds_of_lines_without_end_are_few_lines(written: io.StringIO) -> None:
    begin_log(written)
    for number in range(5000):
        word = "".join(chr(97 + number // 26**place % 26) for place in range(4))
        logging.getLogger("asyncio").error(f"Unknown {word}")  # noqa: G004 - as libraries do
    assert len(written.getvalue().splitlines()) <= log_rate_limit.KINDS + log_rate_limit.PER_MINUTE

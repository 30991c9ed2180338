"""What the Docker image promises, read from its files and tried by hand; no image is built here."""

import re
import signal
import socket
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import yaml

from bot.settings import Settings
from tests.support.fake_bot_api import FakeBotApi
from tests.support.places import ROOT
from tests.support.telegram import majlis, wait_for_exit

GRACE_S = 10  # in which the bot stops, as it promises


def instructions() -> list[tuple[str, str]]:
    """Read the Dockerfile: each instruction and what follows it, on one line."""
    text = (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
    rows = [row.split(maxsplit=1) for row in text.splitlines() if row and not row.startswith("#")]
    return [(name, " ".join(rest.split())) for name, rest in rows]


def final() -> dict[str, str]:
    """Give the instructions of the stage that is shipped, the last of each."""
    said = instructions()
    last = max(place for place, (name, _) in enumerate(said) if name == "FROM")
    return dict(said[last:])


def environment() -> dict[str, str]:
    """Give what the image sets."""
    return dict(pair.split("=", 1) for pair in final()["ENV"].split())


def health_check() -> list[str]:
    """Give the program that the health check runs, in Python's words."""
    command = re.search(r'CMD \["python", "-c", "(.+)"\]$', final()["HEALTHCHECK"])
    assert command is not None
    return ["-c", command[1]]


def service() -> dict[str, Any]:
    """Give the bot as compose runs it."""
    made: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
    assert made["volumes"] == {"home": None}
    service: dict[str, Any] = made["services"]["bot"]
    return service


def test_the_image_is_pinned_hashed_and_runs_as_nobody_special() -> None:
    stages = [rest for name, rest in instructions() if name == "FROM"]
    assert stages == ["${BASE} AS build", "${BASE}"]
    assert re.fullmatch(r"BASE=python:3\.11\.\d+-slim-\w+", dict(instructions())["ARG"])
    installs = [rest for name, rest in instructions() if name == "RUN" and "pip install" in rest]
    assert all("--require-hashes" in each or "--no-deps" in each for each in installs)
    assert re.fullmatch(r"([1-9]\d{3,}):\1", final()["USER"])
    assert (final()["VOLUME"], final()["STOPSIGNAL"]) == (environment()["MAJLIS_HOME"], "SIGTERM")
    assert final()["CMD"] == '["majlis", "telegram"]'


def test_the_image_holds_the_packages_and_nothing_that_is_ignored() -> None:
    packages = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = packages["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    copied = [
        source
        for name, rest in instructions()
        if name == "COPY" and not rest.startswith("--from")
        for source in rest.split()[:-1]
    ]
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    let_in = {line[1:] for line in ignored if line.startswith("!")}
    assert ignored[1] == "*"
    assert set(wanted) < set(copied) == let_in
    assert all((ROOT / source).exists() for source in copied)


def test_compose_runs_it_shut_off_and_limited() -> None:
    bot = service()
    assert (bot["read_only"], bot["init"], bot["restart"]) == (True, True, "unless-stopped")
    assert bot["cap_drop"] == ["ALL"]
    assert bot["security_opt"] == ["no-new-privileges:true"]
    assert bot["volumes"] == [f"home:{environment()['MAJLIS_HOME']}"]
    assert bot["tmpfs"][0].split(":")[0] == environment()["TMPDIR"]
    assert {"mem_limit", "cpus", "pids_limit"} < set(bot)
    assert set(bot["logging"]["options"]) == {"max-size", "max-file"}
    assert int(bot["stop_grace_period"].removesuffix("s")) > GRACE_S
    # A .env that was copied from .env.example names a home and no port.
    assert bot["environment"] == {
        name: environment()[name] for name in ("MAJLIS_HOME", "TELEGRAM_HEALTH_PORT")
    }


def test_every_setting_that_is_named_exists() -> None:
    known = {str(field.validation_alias) for field in Settings.model_fields.values()}
    files = ["Dockerfile", "compose.yaml", "README.md", "docs/telegram.md"]
    for file in files:
        text = (ROOT / file).read_text("utf-8")
        named = set(re.findall(r"\b(?:MAJLIS|TELEGRAM|OPENAI)_[A-Z_]+\b", text))
        assert (file, named - known) == (file, set())


def test_the_health_check_asks_the_port_that_is_set_and_documented() -> None:
    port = environment()["TELEGRAM_HEALTH_PORT"]
    assert f"http://127.0.0.1:{port}/readyz" in health_check()[1]
    assert f"image {port}." in (ROOT / ".env.example").read_text("utf-8")


def test_the_bot_is_healthy_and_writes_only_below_its_home(
    api: FakeBotApi, copied: Path, tmp_path: Path
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    folders = {name: tmp_path / name for name in ("HOME", "TMPDIR")}
    for folder in folders.values():
        folder.mkdir()
    places = {name: str(folder) for name, folder in folders.items()}
    check = [sys.executable, *(part.replace("8081", port) for part in health_check())]
    assert subprocess.run(check, capture_output=True, check=False).returncode == 1
    with majlis(api.base, copied, TELEGRAM_HEALTH_PORT=port, **places) as process:
        api.write(90, "Where did Iraq send wheat?")
        api.sent(90, timeout_s=60)
        assert subprocess.run(check, capture_output=True, check=False).returncode == 0
        process.send_signal(signal.SIGTERM)
        assert wait_for_exit(process)[0] == 0
    assert {name: list(folder.iterdir()) for name, folder in folders.items()} == {
        "HOME": [], "TMPDIR": [],
    }  # fmt: skip

"""The proxies of docs/telegram.md: their limits are the bot's, and nginx runs as it is written."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.app import App
from bot.telegram_bot.wire.limited_server import ListenerLimits
from bot.telegram_bot.wire.webhook_server import MAX_BODY_BYTES, SECRET_HEADER
from tests.bot.telegram_bot.test_webhook_attacks import SECRET, webhook
from tests.bot.telegram_bot.test_wire_webhook import fetch, update
from tests.support.fake_bot_api import FakeBotApi
from tests.support.places import ROOT
from tests.support.telegram import free_port, soon
from tests.tools.attack.webhook import attack

PAGE = (ROOT / "docs" / "telegram.md").read_text("utf-8")
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
BY_ROOT = "user root;" if os.geteuid() == 0 else ""  # else its workers may not write to our folder
MAIN = """
{user}
daemon off;
pid {folder}/pid;
error_log {folder}/errors;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {folder}/bodies;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {site}
}}
"""
LIMITS = ListenerLimits(connections=1, body_bytes=MAX_BODY_BYTES)


def block(language: str) -> str:
    """Return the configuration of a proxy, as the page shows it."""
    (text,) = re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    return str(text)


def values(language: str) -> dict[str, str]:
    """Return the values of a configuration's names, those of blocks left out."""
    return dict(re.findall(r"^\s*(\w+) ([^{};]+?);?$", block(language), re.MULTILINE))


def test_the_limits_of_nginx_are_those_of_the_bot() -> None:
    found = values("nginx")
    assert found["client_max_body_size"] == str(MAX_BODY_BYTES)
    assert found["client_header_timeout"] == f"{LIMITS.header_s:.0f}s"
    assert found["client_body_timeout"] == f"{LIMITS.body_s:.0f}s"
    assert found["keepalive_timeout"] == f"{LIMITS.idle_s:.0f}s"
    number, size = re.findall(r"\d+", found["large_client_header_buffers"])
    assert int(number) * int(size) * 1024 == LIMITS.header_bytes
    assert found["limit_conn"].split()[-1] == "100"  # the most that Telegram makes


def test_the_limits_of_caddy_are_those_of_the_bot() -> None:
    found = values("caddyfile")
    assert found["max_size"] == "1MB"
    assert MAX_BODY_BYTES == 10**6
    assert found["read_header"] == f"{LIMITS.header_s:.0f}s"
    assert found["read_body"] == f"{LIMITS.body_s:.0f}s"
    assert found["idle"] == f"{LIMITS.idle_s:.0f}s"
    assert found["max_header_size"] == f"{LIMITS.header_bytes // 1000}KB"
    assert int(found["keepalive"].removesuffix("s")) < LIMITS.idle_s


def test_the_page_names_the_limits_of_the_bot() -> None:
    words = " ".join(PAGE.split())
    assert f"a head has {LIMITS.header_bytes // 1000} KB and {LIMITS.header_s:.0f} seconds" in words
    assert f"a body {MAX_BODY_BYTES:,} bytes and {LIMITS.body_s:.0f} seconds" in words


@contextmanager
def nginx(folder: Path, behind: int) -> Iterator[int]:
    """Run nginx with the page's file in front of a port; return its own port."""
    assert NGINX
    port = free_port()
    site = block("nginx").replace("listen 443 ssl;", f"listen 127.0.0.1:{port};")
    site = re.sub(r"^\s*ssl_certificate.*\n", "", site, flags=re.MULTILINE)
    site = site.replace("127.0.0.1:8080", f"127.0.0.1:{behind}")
    main = folder / "nginx.conf"
    main.write_text(MAIN.format(user=BY_ROOT, folder=folder, site=site), encoding="utf-8")
    with subprocess.Popen([NGINX, "-p", folder, "-c", main, "-e", folder / "errors"]) as process:
        try:
            assert soon(lambda: (folder / "pid").exists() and bool((folder / "pid").read_text()))
            yield port
        finally:
            process.terminate()


@pytest.mark.skipif(NGINX is None, reason="nginx is not installed")
def test_updates_come_through_nginx_and_what_is_too_much_does_not(
    unread: App, api: FakeBotApi, tmp_path: Path
) -> None:
    right, wrong = {SECRET_HEADER: SECRET}, {SECRET_HEADER: "wrong"}
    api.person(9)
    api.open(9, "private")
    with webhook(unread, api) as behind, nginx(tmp_path, behind) as port:
        assert fetch(port, "/in", update(10**6, "/help"), "POST", **right) == (200, "")
        assert api.sent(9)[0].text
        assert fetch(port, "/in", update(10**6), "POST", **wrong)[0] == 403
        assert fetch(port, "/in", update(10**6), "POST")[0] == 403
        assert fetch(port, "/else", update(10**6), "POST", **right)[0] == 404
        assert fetch(port, "/in", b" " * MAX_BODY_BYTES, "POST", **right)[0] == 400  # no JSON
        assert fetch(port, "/in", b" " * MAX_BODY_BYTES, "POST", **wrong)[0] in (403, 502)
        status, page = fetch(port, "/in", b" " * (MAX_BODY_BYTES + 1), "POST", **right)
        assert (status, "nginx" in page) == (413, True)
        assert fetch(port, "/in", b"", "POST", **right, x="a" * 9000)[0] == 400
        with attack(port, {"half-open": 60, "partial": 20}):
            assert fetch(port, "/in", update(10**6 + 1, "/help"), "POST", **right) == (200, "")
        api.sent(9, 2)
    errors = (tmp_path / "errors").read_text(encoding="utf-8")
    assert "client intended to send too large body" in errors
    assert "[emerg]" not in errors

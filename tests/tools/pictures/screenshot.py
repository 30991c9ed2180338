"""A page as a picture, by a Chromium without a window."""

import shutil
import struct
import subprocess
import tempfile
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--hide-scrollbars",
)  # fmt: skip
WIDTH = 420
SCALE = 2
TIMEOUT_S = 60


def browser() -> str | None:
    """Give the path of a Chromium, if there is one."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def screenshot(html: str, png: Path) -> None:
    """Take a picture of a whole page, as high as the page is."""
    program = browser()
    assert program, "There is no Chromium to take a picture with."
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder, "page.html")
        page.write_text(html, encoding="utf-8")
        height = _height(program, Path(folder), html)
        flags = (f"--window-size={WIDTH},{height}", f"--force-device-scale-factor={SCALE}")
        _run(program, folder, *flags, f"--screenshot={png.absolute()}", page.as_uri())


def size(png: Path) -> tuple[int, int]:
    """Give the width and height of a PNG."""
    width, height = struct.unpack(">II", png.read_bytes()[16:24])
    return width, height


def _height(program: str, folder: Path, html: str) -> int:
    """Measure a page; the only script stands in a copy of it."""
    measured = folder / "measured.html"
    bottom = "document.querySelector('main').getBoundingClientRect().bottom"
    script = f"<script>document.title = {bottom}</script>"
    measured.write_text(html.replace("</body>", script + "</body>"), encoding="utf-8")
    flags = (f"--window-size={WIDTH},100", "--dump-dom")
    dumped = _run(program, str(folder), *flags, measured.as_uri())
    return int(float(dumped.partition("<title>")[2].partition("</title>")[0])) + 1


def _run(program: str, folder: str, *flags: str) -> str:
    profile = f"--user-data-dir={folder}/profile"
    run = subprocess.run(
        [program, *QUIET, profile, *flags],
        capture_output=True, encoding="utf-8", errors="replace", timeout=TIMEOUT_S, check=True,
    )  # fmt: skip
    return run.stdout

"""A web server on loopback that serves what a test gives it, and notes what it was asked."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Served:
    """What is served at a path, by pieces, each after a pause in seconds, if there is one.

    `meanwhile` is called before, while the other side waits.
    """

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "text/html"})
    pause_s: float = 0.0
    meanwhile: Callable[[], object] = lambda: None


class PageServer:
    """Pages by path; a page with an ETag answers 304 to who has it."""

    def __init__(self, port: int) -> None:
        self.base = f"http://127.0.0.1:{port}"
        self.pages: dict[str, Served] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []

    def paths(self) -> list[str]:
        """Return what was asked for, robots.txt left out."""
        return [path for path, _ in self.asked if path != "/robots.txt"]


@contextmanager
def page_server() -> Iterator[PageServer]:
    """Serve until the end of the block."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            server.asked.append((self.path, headers))
            page = server.pages.get(self.path, Served(b"no", 404))
            page.meanwhile()
            etag = page.headers.get("ETag", "")
            if etag and headers.get("if-none-match") == etag:
                page = Served(b"", 304, {"ETag": etag})
            self.send_response(page.status)
            for name, value in page.headers.items():
                self.send_header(name, value)
            self.end_headers()
            for start in range(0, len(page.body), 1000) if page.pause_s else ():
                if stopping.wait(page.pause_s):
                    return
                self.wfile.write(page.body[start : start + 1000])
                self.wfile.flush()
            if not page.pause_s:
                self.wfile.write(page.body)

        def log_message(self, format: str, *args: object) -> None:
            """Print nothing."""

        def handle(self) -> None:
            try:
                super().handle()
            except (ConnectionError, TimeoutError):
                self.close_connection = True

    stopping = threading.Event()
    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listening.daemon_threads = True
    server = PageServer(listening.server_port)
    thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        stopping.set()
        listening.shutdown()
        listening.server_close()
        thread.join()

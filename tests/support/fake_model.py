"""A small OpenAI-compatible chat server on loopback: it streams what a script says.

It notes every request; a script may answer, stall, break off or send what no client expects.
"""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "sk-secret-of-the-test"
Script = Callable[["Wire", dict[str, Any]], None]


class Wire:
    """The connection of one request: what a script writes to."""

    def __init__(self, handler: BaseHTTPRequestHandler) -> None:
        self._handler = handler

    def begin(self, status: int = 200, kind: str = "text/event-stream", **headers: str) -> None:
        """Send the head of the response."""
        self._handler.send_response(status)
        self._handler.send_header("Content-Type", kind)
        for name, value in headers.items():
            self._handler.send_header(name.replace("_", "-"), value)
        self._handler.send_header("Transfer-Encoding", "chunked")
        self._handler.end_headers()

    def raw(self, data: bytes) -> None:
        """Send bytes as they are."""
        self._handler.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        self._handler.wfile.flush()

    def piece(self, text: str | None, *, finish: str | None = None, **delta: Any) -> None:
        """Send one event of a stream."""
        choice = {"index": 0, "delta": {"content": text, **delta}, "finish_reason": finish}
        self.event({"choices": [choice]})

    def event(self, fields: dict[str, Any]) -> None:
        """Send one event with these fields."""
        body = {"id": "c", "object": "chat.completion.chunk", "created": 0, "model": "m"} | fields
        self.raw(f"data: {json.dumps(body)}\n\n".encode())

    def end(self) -> None:
        """Send what ends a stream."""
        self.raw(b"data: [DONE]\n\n")

    def refuse(self, status: int, message: str = "", **headers: str) -> None:
        """Answer with an error, whose message holds the key."""
        self.begin(status, "application/json", **headers)
        error = {"message": f"no {KEY} {message}", "type": "x"}
        self.raw(json.dumps({"error": error}).encode())

    def hang_up(self) -> None:
        """Close the connection in the middle."""
        raise ConnectionAbortedError


def saying(
    *pieces: str, pause_s: float = 0.0, usage: tuple[int, int] | None = None, finish: str = "stop"
) -> Script:
    """Give a script that streams these pieces."""

    def script(wire: Wire, _: dict[str, Any]) -> None:
        wire.begin()
        for piece in pieces:
            wire.piece(piece)
            if pause_s:
                time.sleep(pause_s)
        wire.piece(None, finish=finish)
        if usage:
            counted = {"prompt_tokens": usage[0], "completion_tokens": usage[1]}
            wire.event({"choices": [], "usage": counted | {"total_tokens": sum(usage)}})
        wire.end()

    return script


@dataclass
class FakeModel:
    """The state of a server: its address, its script, and what it was asked."""

    url: str
    script: Script = field(default_factory=lambda: saying("NO ANSWER"))
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)

    def prompt(self, number: int = -1) -> str:
        """Give the last words of a request."""
        return str(self.asked[number]["messages"][-1]["content"])


@contextmanager
def running() -> Iterator[FakeModel]:
    """Run a server for a while."""
    state = FakeModel("")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            state.keys.append(self.headers["Authorization"])
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            state.asked.append(asked)
            try:
                state.script(Wire(self), asked)
                self.wfile.write(b"0\r\n\r\n")
            except OSError:  # the client has left, or the script hangs up
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 128

        def handle_error(self, *_: object) -> None:
            pass

    server = Server(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

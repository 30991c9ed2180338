"""The server on 127.0.0.1: HTTP in, the answer of a call out."""

import json
import re
import socket
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import time as clock
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.support.fake_bot_api.refusals import LOST, RESET, Fields, RefusedError

Call = Callable[[str, str, Fields], Any]
Download = Callable[[str, str], bytes]
GATEWAY = {502, 503, 504}  # answered before the Bot API, with a page


def _form(kind: str, body: bytes) -> Fields:
    """Read a form whose parts may be files, which are bytes."""
    form = message_from_bytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
    fields: Fields = {}
    for part in form.walk():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(content, bytes):
            fields[name] = content if part.get_filename() else content.decode("utf-8", "replace")
    return fields


class HttpServer(ThreadingHTTPServer):
    """Threads, one a connection; `stop` ends those that wait for a next call."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, call: Call, download: Download, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.call = call
        self.download = download
        self.open: set[socket.socket] = set()
        self.lock = threading.Lock()
        self.base = f"http://127.0.0.1:{self.server_port}"
        self._thread = threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True)

    def start(self) -> None:
        """Serve in a thread."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread and all connections."""
        self.shutdown()
        self._thread.join()
        with self.lock:
            for connection in self.open:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: HttpServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # head and body leave together

    def setup(self) -> None:
        super().setup()
        with self.server.lock:
            self.server.open.add(self.connection)

    def handle(self) -> None:
        with suppress(ConnectionError):
            super().handle()

    def finish(self) -> None:
        with self.server.lock:
            self.server.open.discard(self.connection)
        with suppress(OSError):
            super().finish()

    def do_GET(self) -> None:
        """Answer a call."""
        url = urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        try:
            self._answer(
                200, {"ok": True, "result": self._result(unquote(url.path), url.query, body)}
            )
        except RefusedError as refusal:
            if refusal.status in {RESET, LOST}:
                self._reset()
                return
            answer = {"ok": False, "error_code": refusal.status, "description": refusal.words}
            extra = {"parameters": refusal.parameters} if refusal.parameters else {}
            self._answer(refusal.status, answer | extra)

    do_POST = do_GET  # noqa: N815  # the name that http.server calls

    def _result(self, path: str, query: str, body: bytes) -> Any:
        if file := re.fullmatch(r"/file/bot([^/]+)/(.+)", path):
            return self.server.download(file[1], file[2])
        call = re.fullmatch(r"/bot([^/]+)/(\w+)", path)
        if not call:
            raise RefusedError(404, "Not Found")
        fields: Fields = dict(parse_qsl(query, keep_blank_values=True))
        kind = self.headers.get("Content-Type", "")
        if kind.startswith("multipart/form-data"):
            fields |= _form(kind, body)
        elif kind.startswith("application/json") and body:
            try:
                fields |= json.loads(body)
            except (ValueError, TypeError):
                words = "Bad Request: can't parse request body: JSON object expected"
                raise RefusedError(400, words) from None
        else:
            fields |= dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
        return self.server.call(call[1], call[2], fields)

    def _answer(self, status: int, answer: Fields) -> None:
        content, kind = answer.get("result"), "application/octet-stream"
        if status in GATEWAY:
            content, kind = f"<html>{status} {answer['description']}</html>".encode(), "text/html"
        elif not isinstance(content, bytes):
            content, kind = json.dumps(answer).encode(), "application/json"
        with suppress(ConnectionError):  # nobody waits any more
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            if wait := answer.get("parameters", {}).get("retry_after"):
                self.send_header("Retry-After", str(wait))
            self.end_headers()
            self.wfile.write(content)

    def date_time_string(self, timestamp: float | None = None) -> str:
        """Return the time of the server, which is not that of the bot."""
        return super().date_time_string(clock() if timestamp is None else timestamp)

    def _reset(self) -> None:
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.rfile.close()
        self.connection.close()

    def log_message(self, *args: object) -> None:
        """Write no log."""

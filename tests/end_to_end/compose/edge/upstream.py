"""A server behind the edge that shows what reaches it, and when; Python alone is enough for it."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar


class Upstream(BaseHTTPRequestHandler):
    """`GET /seen`: the POSTs that have begun; `GET /v1/events`: an event, another after a POST."""

    protocol_version = "HTTP/1.1"
    seen: ClassVar[list[str]] = []
    told = threading.Event()

    def do_GET(self) -> None:
        if self.path == "/v1/events":
            self._stream()
        else:
            fields = {name.lower(): value for name, value in self.headers.items()}
            self._answer(json.dumps({"seen": self.seen, "fields": fields}).encode())

    def do_POST(self) -> None:
        self.seen.append(self.path)
        self.told.set()
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self._answer(b"{}")

    def _answer(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("ETag", '"as-it-was"')
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _stream(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(b"data: first\n\n")
        self.wfile.flush()
        self.told.clear()
        self.told.wait(30)
        self.wfile.write(b"data: second\n\n")
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Nothing: what counts is in `seen`."""


ThreadingHTTPServer(("0.0.0.0", 8000), Upstream).serve_forever()  # noqa: S104 # inside of the stack

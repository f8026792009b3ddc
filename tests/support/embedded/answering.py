"""A program that says 200 to every request: `python -m tests.support.embedded.answering PORT [--deaf]`."""

import signal
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer


class _Yes(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()


def main(port: int, *, deaf: bool) -> None:
    """Answer until SIGTERM, or, when `deaf`, until something stronger."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN if deaf else signal.SIG_DFL)
    HTTPServer(("127.0.0.1", port), _Yes).serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), deaf="--deaf" in sys.argv)

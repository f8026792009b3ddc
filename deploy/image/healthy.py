"""Whether the process of this container is ready. Docker runs it every few seconds, so it loads little."""

import os
import socket
import sys

PATIENCE = 4.0


def main() -> int:
    """0 when it is ready, else 1, and its answer on standard output."""
    with socket.create_connection(("127.0.0.1", int(os.environ.get("PORT", "8000"))), PATIENCE) as connection:
        connection.settimeout(PATIENCE)
        connection.sendall(b"GET /health/ready HTTP/1.0\r\nHost: localhost\r\n\r\n")
        answer = b"".join(iter(lambda: connection.recv(4096), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    print(body.decode())
    return 0 if b" 200 " in head.partition(b"\r\n")[0] else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except OSError as error:
        sys.exit(f"no answer: {error}")

"""What the embedded system lets a soak do to it: another bus, another server, harm between two starts."""

import errno
from pathlib import Path
from typing import Self

from chassis.local_postgres.server import PostgresServer
from chassis.testing import eventually
from embedded.layout import Layout
from embedded.postgres import SupervisedPostgres


def test_the_services_are_told_the_bus_that_the_layout_names(tmp_path: Path) -> None:
    server = PostgresServer(tmp_path / "postgres", port=5432)
    with Layout.reserve(tmp_path, 0, "kafka://127.0.0.1:9092") as layout:
        environment = layout.environment("review", server)
    assert environment["REVIEW_BUS_URL"] == "kafka://127.0.0.1:9092"
    assert environment["REVIEW_DATABASE_URL"].startswith("postgresql://review:")


class FullOnce(PostgresServer):
    """A server whose disk is full at the second start."""

    starts = 0

    def start(self) -> Self:
        self.starts += 1
        if self.starts == 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().start()


async def test_a_server_that_a_full_disk_keeps_from_starting_is_started_again_later(tmp_path: Path) -> None:
    said: list[str] = []
    postgres = SupervisedPostgres(tmp_path / "postgres", said.append, FullOnce)
    try:
        await postgres.start([])
        await postgres.hurt(PostgresServer.kill)

        async def is_back() -> bool:
            return said[-1:] == ["postgres is ready again"]

        await eventually(is_back, within=20)
    finally:
        await postgres.stop()
    assert said[1] == "postgres does not start: [Errno 28] No space left on device"

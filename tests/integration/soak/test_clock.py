"""The database's clock can be stepped in both directions while the server runs."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from chassis.local_postgres.server import PostgresServer
from tests.soak import clock
from tests.soak.clock import Clock

pytestmark = pytest.mark.skipif(clock.library() is None, reason="libfaketime is not installed")
EXACT = timedelta(seconds=0.5)


def skew(server: PostgresServer) -> timedelta:
    """How far the server's clock is ahead of ours."""
    told = server.execute("SELECT to_char(clock_timestamp(), 'YYYY-MM-DD\"T\"HH24:MI:SS.US+00:00')")
    return datetime.fromisoformat(told) - datetime.now(UTC)


def test_a_clock_is_right_until_it_is_stepped_and_after_it_is_put_right(tmp_path: Path) -> None:
    stepped = Clock(tmp_path / "clock")
    with stepped.make_server(tmp_path / "postgres") as server:
        for offset in (0.0, 5.0, -3.5, 0.0):
            stepped.step_to(offset)
            assert abs(skew(server) - timedelta(seconds=offset)) < EXACT

"""Where the embedded system keeps its files and listens."""

import socket
from pathlib import Path

import pytest

from chassis.base.child_process import free_port
from chassis.local_postgres.server import PostgresServer
from embedded.errors import CannotStart
from embedded.layout import SERVICES, Layout


def test_the_gateway_gets_the_port_it_was_given_and_the_others_free_ones_after_it(tmp_path: Path) -> None:
    port = free_port()
    with Layout.reserve(tmp_path, port) as layout:
        assert layout.ports["gateway"] == port
        assert set(layout.ports) == set(SERVICES)
        assert all(layout.ports[name] > port for name in SERVICES if name != "gateway")


def test_a_port_that_is_in_use_is_refused_in_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        expected = f"Port {port} is in use; choose another with --port"
        with pytest.raises(CannotStart, match=expected), Layout.reserve(tmp_path, port):
            pass


def test_a_port_in_use_by_another_is_stepped_over(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with Layout.reserve(tmp_path, port - 1) as layout:
            assert port not in layout.ports.values()


def test_a_second_system_on_the_same_folder_is_refused(tmp_path: Path) -> None:
    with (
        Layout.reserve(tmp_path, 0),
        pytest.raises(CannotStart, match="Another system"),
        Layout.reserve(tmp_path, 0),
    ):
        pass


def test_a_folder_is_free_again_when_its_system_has_ended(tmp_path: Path) -> None:
    for _ in range(2):
        with Layout.reserve(tmp_path, 0):
            pass


def test_a_folder_that_cannot_be_written_is_refused_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CannotStart, match="Cannot write to"), Layout.reserve(tmp_path / "file" / "x", 0):
        pass


def test_each_service_is_told_its_own_database_and_whose_tokens_to_trust(tmp_path: Path) -> None:
    server = PostgresServer(tmp_path / "postgres", port=5432)
    with Layout.reserve(tmp_path, 0) as layout:
        environment = layout.environment("review", server)
    assert environment["REVIEW_DATABASE_URL"].startswith("postgresql://review:")
    assert environment["REVIEW_MIGRATION_URL"].startswith("postgresql://review_owner:")
    assert environment["REVIEW_BUS_URL"].endswith("/bus")
    assert environment["REVIEW_ISSUER"] == layout.url("gateway")
    assert environment["REVIEW_JWKS_URL"] == f"{layout.url('gateway')}/.well-known/jwks.json"


def test_the_gateway_is_told_where_the_services_are(tmp_path: Path) -> None:
    server = PostgresServer(tmp_path / "postgres", port=5432)
    with Layout.reserve(tmp_path, 0) as layout:
        environment = layout.environment("gateway", server)
    assert environment["GATEWAY_REVIEW_URL"] == layout.url("review")

"""The stack with a PostgreSQL and a Kafka of the operator's own, which it reaches by TLS only."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from operations.secrets import folder
from operations.secrets.certificates import Authority
from tests.support.compose.engine import ROOT, CommandFailed
from tests.support.compose.stack import Stack

# Elsewhere, to the stack: servers under other names, of which PostgreSQL refuses whoever comes without TLS.
SERVERS = """
services:
  database.example.org:
    extends: {service: postgres, file: ROOT/docker-compose.yml}
    entrypoint: [bash, -c]
    command:
      - |
        umask 077
        cp /run/secrets/database.pem /tmp/database.pem
        printf 'local all all peer\\nhostssl all all all scram-sha-256\\n' >/tmp/hba.conf
        exec docker-entrypoint.sh postgres -c max_connections=200 -c hba_file=/tmp/hba.conf \\
          -c ssl=on -c ssl_cert_file=/tmp/database.pem -c ssl_key_file=/tmp/database.pem
    secrets: [database.pem]
  broker.example.org:
    extends: {service: kafka, file: ROOT/docker-compose.yml}
    environment:
      KAFKA_CONTROLLER_QUORUM_VOTERS: 1@broker.example.org:9094
      KAFKA_ADVERTISED_LISTENERS: >-
        CLIENT://broker.example.org:9092,BROKER://broker.example.org:9093,EXTERNAL://localhost:9095
  postgres-setup:
    depends_on: {database.example.org: {condition: service_healthy}}
  kafka-setup:
    depends_on: {broker.example.org: {condition: service_healthy}}
secrets:
  database.pem: {file: SECRETS/database.pem}
"""
DATABASE, BROKER = "database.example.org", "broker.example.org"
SERVICES = {"registry", "commitments", "review", "gateway"}
SESSIONS = """
    SELECT json_agg(DISTINCT ARRAY[usename, ssl::text])
    FROM pg_stat_activity JOIN pg_stat_ssl USING (pid) WHERE client_addr IS NOT NULL
"""


@pytest.fixture(scope="module")
def elsewhere(stack_images: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A stack whose servers run under other names, with certificates of the stack's authority."""
    place = tmp_path_factory.mktemp("elsewhere")
    stack = Stack(place, stack_images)
    secrets = stack.secrets
    folder.make(secrets, (BROKER,))
    authority = folder.authority_in(secrets)
    assert authority is not None
    (secrets / "database.pem").write_text(authority.issue("database", (DATABASE,)).pem())
    servers = place / "servers.yml"
    servers.write_text(SERVERS.replace("ROOT", str(ROOT)).replace("SECRETS", str(secrets)))
    stack.files += [ROOT / "deploy/compose/own-servers.yml", servers]
    stack.settings |= {
        "POSTGRES_ADDRESS": f"{DATABASE}:5432",
        "POSTGRES_SSLMODE": "verify-full",
        "POSTGRES_CA_FILE": str(shutil.copy(secrets / folder.AUTHORITY, place / "trusted.pem")),
        "KAFKA_BOOTSTRAP": f"{BROKER}:9092",
        "KAFKA_OPERATORS_BOOTSTRAP": f"{BROKER}:9093",
    }
    try:
        yield stack
    finally:
        stack.down()


def test_a_server_that_another_authority_vouches_for_is_refused(elsewhere: Stack) -> None:
    trusted = Path(elsewhere.settings["POSTGRES_CA_FILE"])
    trusted.write_text(Authority.create().certificate_pem())
    with pytest.raises(CommandFailed, match="certificate verify failed"):
        elsewhere.up()
    trusted.write_text((elsewhere.secrets / folder.AUTHORITY).read_text())
    assert elsewhere.running() <= {DATABASE, BROKER, "kafka-setup"}


def test_all_processes_work_with_servers_elsewhere_and_reach_them_by_tls(elsewhere: Stack) -> None:
    elsewhere.up()
    assert {"postgres", "kafka"}.isdisjoint(elsewhere.health())
    assert set(elsewhere.health().values()) == {"healthy", "exited 0"}
    plain = ("--tuples-only", "--no-align")
    sessions = json.loads(elsewhere.exec(DATABASE, "psql", *plain, f"--command={SESSIONS}"))
    assert sorted(sessions) == sorted([service, "true"] for service in SERVICES)
    told = json.loads(elsewhere.run("operations", "doctor", "--json"))
    assert told["findings"] == []
    assert "volumes" not in told["fine"]

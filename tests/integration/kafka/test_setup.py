"""`kafka-setup`: what it makes, what it changes later, and what it says when it cannot."""

import asyncio
import os
import sys
import time
from pathlib import Path

import pytest

from chassis.bus import BusError, Security
from chassis.bus.kafka_access import KafkaAccess
from chassis.bus.kafka_operator import KafkaOperator, client
from chassis.bus.topics import HEARTBEAT
from operations.kafka import principals
from operations.kafka.settings import KafkaSettings
from operations.kafka.topics import FewerPartitionsError
from operations.secrets.certificates import Authority
from tests.integration.kafka.conftest import changes, settings_for
from tests.support.kafka.secured import SecuredKafkaBroker

PATIENCE = 3
IMPATIENT = {"OPERATIONS_KAFKA_PATIENCE": str(PATIENCE)}


async def retention_ms(settings: KafkaSettings, topic: str) -> str:
    here = client.ConfigResource(client.ResourceType.TOPIC, topic)
    async with KafkaOperator(settings.kafka_bootstrap, settings.security) as operator:
        answer = await operator.ask(client.AdminClient.describe_configs, [here])
    value: str = answer[here]["retention.ms"].value
    return value


async def test_what_was_set_up_once_is_adjusted_later_and_never_cut_down(
    empty_kafka: SecuredKafkaBroker, tmp_path: Path
) -> None:
    settings = settings_for(empty_kafka, tmp_path)
    first = await changes(settings)
    assert "topic compact.review was made with 6 partitions" in first
    assert await changes(settings) == []
    assert await retention_ms(settings, HEARTBEAT) == str(3600 * 1000)

    larger = settings.model_copy(update={"kafka_partitions": 8, "kafka_retention_days": 7})
    assert "topic compact.review has 8 partitions now, 6 before" in await changes(larger)
    assert await retention_ms(settings, "compact.review") == str(7 * 24 * 3600 * 1000)
    assert await changes(larger) == []

    with pytest.raises(FewerPartitionsError, match="has 8 partitions and cannot be cut down to 6"):
        await changes(settings)


async def test_an_entry_that_a_service_no_longer_needs_is_taken_away(
    empty_kafka: SecuredKafkaBroker, tmp_path: Path
) -> None:
    settings = settings_for(empty_kafka, tmp_path)
    registry = principals.SERVICES[0]
    stale = principals.grants_of(principals.SERVICES[1])
    async with KafkaAccess(empty_kafka.operators_bootstrap, empty_kafka.as_operator()) as access:
        await access.allow_only("registry", stale)
        await changes(settings)
        assert await access.grants_of("registry") == principals.grants_of(registry)


async def run(**environment: str) -> tuple[int | None, list[str], float]:
    """Exit code, lines and seconds of `python -m operations kafka-setup`."""
    start = time.monotonic()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "operations",
        "kafka-setup",
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env={"PATH": os.environ["PATH"], **environment},
    )
    out, _ = await process.communicate()
    return process.returncode, out.decode().splitlines(), time.monotonic() - start


def environment_of(broker: SecuredKafkaBroker, secrets: Path) -> dict[str, str]:
    settings_for(broker, secrets)
    return {
        "OPERATIONS_KAFKA_BOOTSTRAP": broker.operators_bootstrap,
        "OPERATIONS_KAFKA_CA_FILE": str(broker.ca_file),
        "OPERATIONS_KAFKA_CERTIFICATE_FILE": str(broker.certificate_file),
        "OPERATIONS_SECRETS": str(secrets),
    }


async def test_the_command_ends_well_when_all_is_there(
    empty_kafka: SecuredKafkaBroker, tmp_path: Path
) -> None:
    code, lines, _ = await run(**environment_of(empty_kafka, tmp_path))
    assert (code, lines[-1]) == (0, "kafka-setup: Kafka is set up")


async def test_a_broker_that_is_not_there_is_named_in_one_line_when_patience_ends(
    secured_kafka: SecuredKafkaBroker, tmp_path: Path
) -> None:
    environment = environment_of(secured_kafka, tmp_path) | IMPATIENT
    environment["OPERATIONS_KAFKA_BOOTSTRAP"] = "127.0.0.1:9"
    code, lines, seconds = await run(**environment)
    assert code == 1
    assert len(lines) == 1
    assert lines[0].startswith("kafka-setup: no Kafka broker answers at 127.0.0.1:9: ")
    assert "Connection refused" in lines[0]
    assert PATIENCE < seconds < PATIENCE + 15


async def test_the_services_listener_is_tried_with_their_passwords(
    empty_kafka: SecuredKafkaBroker, tmp_path: Path
) -> None:
    environment = environment_of(empty_kafka, tmp_path)
    entrance = {"OPERATIONS_KAFKA_SERVICES_BOOTSTRAP": empty_kafka.bootstrap}
    code, lines, _ = await run(**environment, **entrance)
    assert (code, lines[-1]) == (0, "kafka-setup: Kafka is set up")
    nowhere = {"OPERATIONS_KAFKA_SERVICES_BOOTSTRAP": "127.0.0.1:9"}
    code, lines, _ = await run(**environment | IMPATIENT | nowhere)
    assert code == 1
    assert lines[-1].startswith("kafka-setup: no Kafka broker answers at 127.0.0.1:9: ")


async def test_a_missing_password_is_named_in_one_line(
    secured_kafka: SecuredKafkaBroker, tmp_path: Path
) -> None:
    environment = environment_of(secured_kafka, tmp_path)
    (tmp_path / "review_bus_password").unlink()
    code, lines, _ = await run(**environment)
    reason = "the secret review_bus_password cannot be read: No such file or directory"
    assert (code, lines) == (1, [f"kafka-setup: {reason}"])


async def test_missing_settings_are_named_one_a_line() -> None:
    code, lines, _ = await run()
    assert code == 2
    assert "kafka-setup: setting OPERATIONS_KAFKA_BOOTSTRAP: Field required" in lines


@pytest.mark.parametrize("stranger", ["no certificate", "a certificate of another authority", "a password"])
async def test_who_is_no_operator_hears_so_in_one_line(
    secured_kafka: SecuredKafkaBroker, tmp_path: Path, stranger: str
) -> None:
    bootstrap, security = secured_kafka.operators_bootstrap, Security(ca_file=secured_kafka.ca_file)
    if stranger == "a certificate of another authority":
        other = Authority.create().issue("operator")
        (tmp_path / "other.pem").write_text(other.key_pem() + other.certificate_pem())
        security = Security(ca_file=secured_kafka.ca_file, certificate_file=tmp_path / "other.pem")
    if stranger == "a password":
        bootstrap, security = secured_kafka.bootstrap, secured_kafka.as_user("operator", "guessed")
    async with KafkaAccess(bootstrap, security, patience=2.0) as access:
        with pytest.raises(BusError, match="no Kafka broker answers") as refusal:
            await access.users()
    assert "certificate" in str(refusal.value) or "Authentication failed" in str(refusal.value)
    assert "\n" not in str(refusal.value)

"""A secured broker, set up as in production."""

from pathlib import Path

import pytest

from operations.kafka.principals import SERVICES
from operations.kafka.settings import KafkaSettings
from operations.kafka.setup import set_up
from tests.support.kafka.secured import SecuredKafkaBroker

PASSWORDS = {service.name: f"the-password-of-{service.name}" for service in SERVICES}


@pytest.fixture(scope="module")
def settings(secured_kafka: SecuredKafkaBroker, tmp_path_factory: pytest.TempPathFactory) -> KafkaSettings:
    """Settings of the set-up job, with the services' passwords."""
    return settings_for(secured_kafka, tmp_path_factory.mktemp("secrets"))


def settings_for(broker: SecuredKafkaBroker, secrets: Path) -> KafkaSettings:
    for service, password in PASSWORDS.items():
        (secrets / f"{service}_bus_password").write_text(f"{password}\n")
    return KafkaSettings(
        kafka_bootstrap=broker.operators_bootstrap,
        kafka_ca_file=broker.ca_file,
        kafka_certificate_file=broker.certificate_file,
        secrets=secrets,
    )


async def changes(settings: KafkaSettings) -> list[str]:
    """What a run of the set-up job changes."""
    return [change async for change in set_up(settings)]

"""Who each service is to Kafka, and what it may do there: what it does, and nothing else."""

from pathlib import Path

import commitments.app
import registry.app
import review.app
from chassis.bus.kafka_grants import Grant, reading, writing
from chassis.bus.topics import HEARTBEAT
from chassis.ledger.events import topic_of
from chassis.process.service import Service

SERVICES: tuple[Service, ...] = (registry.app.service, commitments.app.service, review.app.service)
"""The services that are on the bus; each is a principal of its own name."""


class NoPasswordError(Exception):
    """A service's password is not there."""


def grants_of(service: Service) -> frozenset[Grant]:
    """Publish its events and heartbeats; read its sources and their heartbeats in its own group."""
    sources = [topic_of(source) for source in service.sources]
    published = writing([topic_of(service.name), HEARTBEAT])
    return published | reading([*sources, HEARTBEAT], f"compact.{service.name}")


def password_of(service: Service, secrets: Path) -> str:
    """The service's password. Raises `NoPasswordError`."""
    file = secrets / f"{service.name}_bus_password"
    try:
        password = file.read_text().strip()
    except OSError as error:
        raise NoPasswordError(f"the secret {file.name} cannot be read: {error.strerror}") from error
    if not password:
        raise NoPasswordError(f"the secret {file.name} is empty")
    return password

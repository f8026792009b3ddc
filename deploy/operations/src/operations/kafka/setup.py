"""`python -m operations kafka-setup`: topics, the services' users, and their access lists.

It can be run again at any time: then it says what it changed.
"""

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator

from confluent_kafka import TopicCollection
from pydantic import ValidationError

from chassis.bus import BusError, Security
from chassis.bus.kafka_access import KafkaAccess
from chassis.bus.kafka_operator import KafkaOperator, client
from chassis.bus.topics import HEARTBEAT
from chassis.ledger.events import topic_of
from operations.kafka import principals, topics
from operations.kafka.principals import SERVICES, NoPasswordError
from operations.kafka.settings import KafkaSettings
from operations.kafka.topics import FewerPartitionsError

OBSTACLES = (BusError, FewerPartitionsError, NoPasswordError)
"""What an operator can put right, reported in one line."""


def arguments(_: argparse.ArgumentParser) -> None:
    """Nothing: the environment has all of it."""


def run(_: argparse.Namespace) -> int:
    """Set Kafka up and say what was changed; 1 if it cannot be done, 2 if a setting is wrong."""
    try:
        settings = KafkaSettings()
    except ValidationError as error:
        for fault in error.errors():
            _say(f"setting OPERATIONS_{'_'.join(map(str, fault['loc'])).upper()}: {fault['msg']}")
        return 2
    try:
        asyncio.run(_say_changes(settings))
    except OBSTACLES as error:
        _say(str(error))
        return 1
    return 0


async def _say_changes(settings: KafkaSettings) -> None:
    async for change in set_up(settings):
        _say(change)
    _say("Kafka is set up")


async def set_up(settings: KafkaSettings) -> AsyncIterator[str]:
    """Let Kafka be as services and subscribers need it; yields what was changed, a sentence each.

    Raises `BusError`, `FewerPartitionsError`, and `NoPasswordError` before anything is changed.
    """
    passwords = {service.name: principals.password_of(service, settings.secrets) for service in SERVICES}
    here, patience = (settings.kafka_bootstrap, settings.security), settings.kafka_patience
    async with KafkaOperator(*here, patience=patience) as operator:
        for name in (*(topic_of(service.name) for service in SERVICES), HEARTBEAT):
            for change in await topics.ensure(operator, topics.wanted(name, settings)):
                yield change
    async with KafkaAccess(*here, patience=patience) as access:
        for service in SERVICES:
            if await access.grants_of(service.name) != principals.grants_of(service):
                yield f"the access list of {service.name} was written"
            await access.allow_only(service.name, principals.grants_of(service))
            await access.ensure_user(service.name, passwords[service.name])
    if settings.kafka_services_bootstrap is not None:
        for service in SERVICES:
            await _come_in(service.name, passwords[service.name], settings.kafka_services_bootstrap, settings)


async def _come_in(service: str, password: str, bootstrap: str, settings: KafkaSettings) -> None:
    """Connect as the service does: what keeps it out is better known now than when the service starts."""
    security = Security(ca_file=settings.kafka_ca_file, user=service, password=password)
    async with KafkaOperator(bootstrap, security, patience=settings.kafka_patience) as visitor:
        own = TopicCollection([topic_of(service)])
        await visitor.ask(client.AdminClient.describe_topics, own)


def _say(sentence: str) -> None:
    sys.stdout.write(f"kafka-setup: {sentence}\n")

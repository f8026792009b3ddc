"""The pytest plugin for tests that need Kafka.

Each process of a run has one secured broker, and one that its tests may stop, kill and freeze; each is
started with the first test that asks for it. `KAFKA_BOOTSTRAP_SERVERS` names a cluster to use for what needs
no rights. Where no broker is possible the tests are skipped; with `COMPACT_REQUIRE_KAFKA=1` they fail.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TypeVar

import pytest

from tests.support.kafka.broker import KafkaBroker
from tests.support.kafka.cleaning import forget_topics
from tests.support.kafka.distribution import KafkaUnavailable
from tests.support.kafka.secured import SecuredKafkaBroker
from tests.support.needs import KAFKA

Thing = TypeVar("Thing")


@pytest.fixture(scope="session")
def secured_kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecuredKafkaBroker]:
    """The broker of this process, with TLS, passwords and access lists; others use it, too."""
    with ExitStack() as stack:
        folder = tmp_path_factory.mktemp("kafka")
        yield available(lambda: stack.enter_context(SecuredKafkaBroker(folder)))


@pytest.fixture
def empty_kafka(secured_kafka: SecuredKafkaBroker) -> Iterator[SecuredKafkaBroker]:
    """The same without topics, before and after, for tests that use the system's own topics."""
    forget_topics(secured_kafka.open_bootstrap)
    yield secured_kafka
    forget_topics(secured_kafka.open_bootstrap)


@pytest.fixture(scope="session")
def kafka_bootstrap(request: pytest.FixtureRequest) -> str:
    """Where everybody may do everything on Kafka, as `host:port`; use topics and groups of your own."""
    if named := os.environ.get("KAFKA_BOOTSTRAP_SERVERS"):
        return named
    broker: SecuredKafkaBroker = request.getfixturevalue("secured_kafka")
    return broker.open_bootstrap


@pytest.fixture(scope="session")
def _fragile_kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KafkaBroker]:
    with ExitStack() as stack:
        folder = tmp_path_factory.mktemp("fragile-kafka") / "kafka"
        yield available(lambda: stack.enter_context(KafkaBroker(folder)))


@pytest.fixture
def own_kafka_broker(_fragile_kafka: KafkaBroker) -> Iterator[KafkaBroker]:
    """A broker that a test has for itself, without topics: it may be stopped, killed or frozen."""
    available(_fragile_kafka.start)
    forget_topics(_fragile_kafka.bootstrap)
    yield _fragile_kafka
    _fragile_kafka.resume()


def available(make: Callable[[], Thing]) -> Thing:
    try:
        return make()
    except KafkaUnavailable as error:
        KAFKA.do_without(str(error))

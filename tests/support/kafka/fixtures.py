"""The pytest plugin for tests that need Kafka.

`KAFKA_BOOTSTRAP_SERVERS` names a cluster to use; else a broker is started. Where neither is possible the
tests are skipped; with `COMPACT_REQUIRE_KAFKA=1` they fail.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TypeVar

import pytest

from tests.support.kafka.broker import KafkaBroker
from tests.support.kafka.distribution import KafkaUnavailable
from tests.support.kafka.secured import SecuredKafkaBroker
from tests.support.kafka.sharing import SharedBroker, shared_bootstrap
from tests.support.needs import KAFKA

_shared = pytest.StashKey[SharedBroker]()
Thing = TypeVar("Thing")


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker of a parallel run where to ask for the broker."""
    if _shared not in node.config.stash:
        node.config.stash[_shared] = SharedBroker()
    node.workerinput["kafka_folder"] = str(node.config.stash[_shared].folder)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the broker of a parallel run."""
    if shared := config.stash.get(_shared, None):
        shared.close()


@pytest.fixture(scope="session")
def kafka_bootstrap(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Where Kafka is, as `host:port`; shared with other tests, so use topics and groups of your own."""
    with ExitStack() as stack:
        yield available(lambda: _bootstrap(request.config, tmp_path_factory, stack))


def _bootstrap(config: pytest.Config, folders: pytest.TempPathFactory, stack: ExitStack) -> str:
    if named := os.environ.get("KAFKA_BOOTSTRAP_SERVERS"):
        return named
    if worker := getattr(config, "workerinput", None):
        return shared_bootstrap(Path(worker["kafka_folder"]))
    return stack.enter_context(KafkaBroker(folders.mktemp("kafka"))).bootstrap


@pytest.fixture
def own_kafka_broker(tmp_path: Path) -> Iterator[KafkaBroker]:
    """A broker for one test, which may be stopped, killed or frozen."""
    with ExitStack() as stack:
        yield available(lambda: stack.enter_context(KafkaBroker(tmp_path / "kafka")))


@pytest.fixture
def own_secured_kafka(tmp_path: Path) -> Iterator[SecuredKafkaBroker]:
    """A broker for one test, with TLS, passwords and access lists."""
    with ExitStack() as stack:
        yield available(lambda: stack.enter_context(SecuredKafkaBroker(tmp_path / "kafka")))


def available(make: Callable[[], Thing]) -> Thing:
    try:
        return make()
    except KafkaUnavailable as error:
        KAFKA.do_without(str(error))

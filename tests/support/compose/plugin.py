"""The pytest plugin for tests that need the stack of docker-compose.yml.

Where no Docker engine answers the tests are skipped; with `COMPACT_REQUIRE_DOCKER=1` they fail. In a parallel
run one worker does them all.
"""

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.compose.building import built_images
from tests.support.compose.engine import why_not
from tests.support.compose.stack import Stack, remove_abandoned
from tests.support.needs import DOCKER

TIMEOUT = 900
"""Seconds of a test; the first has the images built."""
_FIXTURES = {"stack", "own_stack"}


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Let one worker of a parallel run do all tests of the stack."""
    from tests.support.compose.scheduling import OneForTheStack

    return OneForTheStack(config, log) if config.getvalue("dist") == "loadgroup" else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give tests of the stack more time than others have."""
    for item in items:
        if _FIXTURES.intersection(getattr(item, "fixturenames", ())) and not item.get_closest_marker(
            "timeout"
        ):
            item.add_marker(pytest.mark.timeout(TIMEOUT))


@pytest.fixture(scope="session")
def stack_images() -> Iterator[dict[str, str]]:
    """The settings that name the images of this run, which are built first."""
    if reason := why_not():
        DOCKER.do_without(reason)
    remove_abandoned()
    with built_images(f"run-{secrets.token_hex(3)}") as settings:
        yield settings


@pytest.fixture(scope="module")
def stack(stack_images: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A system that is up; what a test does to it, the others in its file must bear."""
    system = Stack(tmp_path_factory.mktemp("stack"), stack_images)
    try:
        system.up()
        yield system
    finally:
        system.down()


@pytest.fixture
def own_stack(stack_images: dict[str, str], tmp_path: Path) -> Iterator[Stack]:
    """A system for one test, which brings it up itself."""
    system = Stack(tmp_path, stack_images)
    try:
        yield system
    finally:
        system.down()

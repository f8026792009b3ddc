"""The pytest plugin for tests that need the stack of docker-compose.yml.

Where no Docker engine answers the tests are skipped; with `COMPACT_REQUIRE_DOCKER=1` they fail. In a parallel
run one worker does all that share a stack.
"""

import secrets
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.compose.building import built_images
from tests.support.compose.engine import why_not
from tests.support.compose.stack import remove_abandoned
from tests.support.needs import DOCKER

TIMEOUT = 900
"""Seconds of a test; the first has the images built."""
_FIXTURE = "stack_images"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Let one worker of a parallel run do all tests of one stack."""
    from tests.support.compose.scheduling import OneForTheStack

    return OneForTheStack(config, log) if config.getvalue("dist") == "loadgroup" else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give tests of the stack more time than others have."""
    for item in items:
        if _FIXTURE in getattr(item, "fixturenames", ()) and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(TIMEOUT))


@pytest.fixture(scope="session")
def stack_images() -> Iterator[dict[str, str]]:
    """The settings that name the images of this run, which are built first."""
    if reason := why_not():
        DOCKER.do_without(reason)
    remove_abandoned()
    with built_images(f"run-{secrets.token_hex(3)}") as settings:
        yield settings

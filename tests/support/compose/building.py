"""The project's own images for one test run."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from tests.support.compose.engine import run

WITHIN = 600.0
_REPOSITORY = "compact-test"


@contextmanager
def built_images(version: str) -> Iterator[dict[str, str]]:
    """Builds all images, and yields the settings of docker-compose.yml that name them.

    Their names go at the end; the layers stay in the engine's cache, and the next run builds what changed.
    """
    settings = {"COMPACT_IMAGES": _REPOSITORY, "COMPACT_VERSION": version}
    if index := os.environ.get("PIP_INDEX_URL"):
        settings["PIP_INDEX_URL"] = index
    compose = ["docker", "compose", "--env-file", os.devnull, "--profile", "*"]
    try:
        run([*compose, "build", "--quiet"], within=WITHIN, environment=settings)
        yield settings
    finally:
        # By name: another run may have the very same images under names of its own.
        listing = ["docker", "image", "ls", "--format", "{{.Repository}}:{{.Tag}}"]
        if names := run([*listing, f"{_REPOSITORY}/*:{version}"], within=30).split():
            run(["docker", "image", "rm", *names], within=60)

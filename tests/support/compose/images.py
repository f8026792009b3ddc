"""Which images the stack starts from: those that its services name, and those that its own are built upon."""

import json
import re
from pathlib import Path
from string import Template
from typing import Any

from tests.support.compose.engine import run

_FILES = (
    "docker-compose.yml",
    "deploy/compose/acme.yml",
    "tests/end_to_end/compose/edge/authority.yml",
)
_NEEDED = {
    "EDGE_HOST": "compact.example.org",
    "ACME_EMAIL": "operator@example.org",
    "COMPACT_SECRETS": "./none",
}
"""What those files do not do without; nothing is started with it."""
_FROM = re.compile(r"^FROM (\S+)(?: AS (\S+))?", re.MULTILINE)


def starting_images() -> list[str]:
    """The names of all images that the tests' systems need and do not build, of every profile."""
    files = [word for file in _FILES for word in ("--file", file)]
    command = ["docker", "compose", *files, "--profile", "*", "config", "--format", "json"]
    told = run(command, within=60, environment=_NEEDED)
    images: set[str] = set()
    for service in json.loads(told)["services"].values():
        images |= _built_upon(service["build"]) if "build" in service else {service["image"]}
    return sorted(images)


def _built_upon(build: dict[str, Any]) -> set[str]:
    """What a Dockerfile starts from, but for its own stages."""
    text = Path(build["context"], build["dockerfile"]).read_text()
    found = [(Template(image).substitute(build["args"]), stage) for image, stage in _FROM.findall(text)]
    return {image for image, _ in found} - {stage for _, stage in found}

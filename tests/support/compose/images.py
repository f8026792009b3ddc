"""Which images the stack starts from: those that its services name, and those that its own are built upon."""

import json
import re
from pathlib import Path
from string import Template
from typing import Any

from tests.support.compose.engine import run

_FROM = re.compile(r"^FROM (\S+)(?: AS (\S+))?", re.MULTILINE)


def starting_images() -> list[str]:
    """The names of all images that docker-compose.yml needs and does not build, of every profile."""
    told = run(["docker", "compose", "--profile", "*", "config", "--format", "json"], within=60)
    images: set[str] = set()
    for service in json.loads(told)["services"].values():
        images |= _built_upon(service["build"]) if "build" in service else {service["image"]}
    return sorted(images)


def _built_upon(build: dict[str, Any]) -> set[str]:
    """What a Dockerfile starts from, but for its own stages."""
    text = Path(build["context"], build["dockerfile"]).read_text()
    found = [(Template(image).substitute(build["args"]), stage) for image, stage in _FROM.findall(text)]
    return {image for image, _ in found} - {stage for _, stage in found}

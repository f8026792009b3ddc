"""Replacing the processes of a running stack one after the other."""

import json
import time
from collections.abc import Callable, Mapping
from typing import Any

from operations.compose import Compose, ComposeError
from operations.roles import SERVICES

_JOBS = ("preflight", "postgres-setup", "kafka-setup", *(f"{service.name}-migrate" for service in SERVICES))
_READERS_FIRST = ("review", "commitments", "registry")
_WORKERS = (*(f"{service}-worker" for service in _READERS_FIRST), "gateway-worker")
_APIS = tuple(f"{service}-api" for service in _READERS_FIRST)
_WELL_WITHIN = "120"
"""Seconds that a new process has to become well."""
_WRAP = ("python", "-m", "gateway", "keys", "wrap")
_PUBLISHED_AGAIN = ("commitments", "registry")
"""Whose readers keep since 0.3.0 what they did not read before; the next release needs none."""
_IMAGES = {"build": ("build", "--quiet"), "pull": ("pull", "--quiet")}


class Upgrade:
    """Of the stack that `compose` speaks for."""

    def __init__(self, compose: Compose, say: Callable[[str], None]) -> None:
        """`say` gets what was done and how long it took."""
        self._compose, self._say = compose, say
        self._docker = Compose(compose.environment, ("docker",))

    def fetch(self, images: str) -> None:
        """Build or pull the images of this release. Raises `ComposeError`."""
        if images in _IMAGES:
            self._compose.run(*_IMAGES[images])
            self._say(f"images: {images} done")

    def set_up(self) -> None:
        """Run the jobs that come before a start, schemas among them. Raises `ComposeError`."""
        for job in _JOBS:
            began = time.monotonic()
            self._run_job(job)
            self._say(f"{job}: {time.monotonic() - began:.1f} s")

    def replace_all(self) -> None:
        """Replace every process. Raises `ComposeError`."""
        described = json.loads(self._compose.run("config", "--format", "json"))["services"]
        for service in (*_WORKERS, *_APIS, "gateway"):
            began = time.monotonic()
            number = self._replace(service, described[service])
            self._say(f"{service}: {number} new in {time.monotonic() - began:.1f} s")

    def wrap_keys(self) -> None:
        """Wrap signing keys that an earlier release left plain, once none of its processes signs with them.

        Raises `ComposeError`.
        """
        self._say(self._compose.run("exec", "-T", "gateway-worker", *_WRAP).strip())

    def publish_again(self) -> None:
        """Bring what new readers keep and old ones passed over, once no old ones are left.

        Raises `ComposeError`.
        """
        for service in _PUBLISHED_AGAIN:
            again = ("python", "-m", service, "replay", "--after", "0")
            self._say(self._compose.run("exec", "-T", f"{service}-worker", *again).strip())

    def _run_job(self, job: str) -> None:
        try:
            self._compose.run("up", "--no-deps", "--no-build", "--exit-code-from", job, job)
        except ComposeError as error:
            raise ComposeError(self._last_line(job)) from error

    def _replace(self, service: str, described: Mapping[str, Any]) -> int:
        """Replace the running containers of a service one by one; says how many there are."""
        self._compose.run("rm", "--force", service)  # those that do not run
        old = self._containers(service)
        for container in old:
            if described.get("ports"):
                self._remove(container)
                self._add(service, len(old))
            else:
                self._add(service, len(old) + 1)
                self._remove(container)
        if not old:
            self._add(service, described.get("deploy", {}).get("replicas", 1))
        return len(self._containers(service))

    def _add(self, service: str, number: int) -> None:
        before = self._containers(service)
        try:
            self._compose.run(
                *("up", "--detach", "--wait", "--wait-timeout", _WELL_WITHIN, "--no-deps", "--no-build"),
                *("--no-recreate", "--scale", f"{service}={number}", service),
            )
        except ComposeError as error:
            line = self._last_line(service)
            for container in set(self._containers(service)) - set(before):
                self._docker.run("stop", container)
            raise ComposeError(f"the new {service} does not become well: {line}") from error

    def _last_line(self, service: str) -> str:
        """What the newest container of a service logged last."""
        lines = self._compose.run("logs", "--no-color", "--tail", "1", service).splitlines()
        return lines[-1].strip() if lines else f"{service} says nothing"

    def _remove(self, container: str) -> None:
        self._docker.run("stop", container)
        self._docker.run("rm", container)

    def _containers(self, service: str) -> list[str]:
        return self._compose.run("ps", "--quiet", service).split()

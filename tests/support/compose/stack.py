"""One system of docker-compose.yml, as a project with secrets, ports and volumes of its own."""

import json
import os
import secrets
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from chassis.base.child_process import free_port
from operations.secrets import folder as secrets_folder
from tests.support.compose.engine import ROOT, CommandFailed, projects, remove, run

UP_WITHIN = 240.0
COMMAND_WITHIN = 120.0
_PROJECTS = "compact-test-"
POLL = 1.0
_WELL = {"healthy", "running", "exited 0"}
_HOST = "127.0.0.1"
READ_METRICS = """
import os
from urllib.request import urlopen
port = os.environ.get("GATEWAY_OPERATIONS_PORT", "8000")
print(urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10).read().decode())
"""
"""What Python does in a container to print its metrics."""


class Stack:
    """A system that a test brings up, disturbs, and takes down.

    `settings` are what `.env` holds; they and `files` (overrides of docker-compose.yml) may be changed before
    any command. `folder` gets the settings file and the secrets. `images`: settings that name built images.
    """

    def __init__(self, folder: Path, images: Mapping[str, str]) -> None:
        self.project = f"{_PROJECTS}{os.getpid()}-{secrets.token_hex(3)}"
        self.secrets = folder / "secrets"
        self.gateway_url = f"http://{_HOST}:{free_port()}"
        self.edge_url = f"https://localhost:{free_port()}"
        self.kafka_address = f"localhost:{free_port()}"
        """Where a regional body finds Kafka."""
        self.files = [ROOT / "docker-compose.yml"]
        self.profiles: list[str] = []
        self.up_took: float | None = None
        """Seconds that the first `up` took."""
        self.settings = {
            **images,
            "COMPACT_SECRETS": str(self.secrets),
            "HEALTH_INTERVAL": "5s",
            "PUBLIC_URL": self.gateway_url,
            "GATEWAY_BIND": self.gateway_url.removeprefix("http://"),
            "EDGE_BIND": f"{_HOST}:{self.edge_url.rpartition(':')[2]}",
            "EDGE_PLAIN_BIND": f"{_HOST}:{free_port()}",
            "KAFKA_EXTERNAL_ADDRESS": self.kafka_address,
            "KAFKA_EXTERNAL_BIND": f"{_HOST}:{self.kafka_address.rpartition(':')[2]}",
        }
        self._settings_file = folder / "env"
        secrets_folder.make(self.secrets, ("kafka", "localhost", _HOST))

    def compose(self, *arguments: str, within: float = COMMAND_WITHIN) -> str:
        """What `docker compose ...` says for this project. Raises CommandFailed."""
        self._settings_file.write_text("".join(f"{name}={value}\n" for name, value in self.settings.items()))
        files = [word for file in self.files for word in ("--file", str(file))]
        profiles = [word for profile in self.profiles for word in ("--profile", profile)]
        which = ["--project-name", self.project, "--env-file", str(self._settings_file)]
        return run(
            ["docker", "compose", "--ansi=never", *which, *files, *profiles, *arguments], within=within
        )

    def up(self, *services: str, wait: bool = True, within: float = UP_WITHIN) -> None:
        """Start everything, or some services with what they depend on; `wait` until all are healthy.

        Raises CommandFailed with what the containers that are not well said last.
        """
        # Compose waits for everything, but not for a job that is named.
        until = ["--wait", "--wait-timeout", str(int(within))] if wait and not services else []
        start, began = ["up", "--detach", "--no-build", "--pull=never"], time.monotonic()
        try:
            self.compose(*start, *until, *services, within=within + 30)
            self.up_took = self.up_took or time.monotonic() - began
        except CommandFailed as error:
            raise CommandFailed(f"{error}\n{self._complaints()}") from error
        if wait and services:
            self.wait_until_healthy(*services, within=within)

    def down(self) -> None:
        """Remove its containers, networks and volumes."""
        remove(self.project)

    def health(self) -> dict[str, str]:
        """The state of each service that has a container; of several containers the worst one counts.

        It is `healthy`, `unhealthy`, `starting`, `running` (there is no health check), or `exited 0`.
        """
        states: dict[str, str] = {}
        for container in self._containers():
            service, state = container["Service"], _state(container)
            if states.get(service) in {None, *_WELL}:
                states[service] = state
        return states

    def is_well(self) -> bool:
        """Whether it has been started, and all of it is well."""
        health = self.health()
        return "gateway" in health and set(health.values()) <= _WELL

    def running(self) -> set[str]:
        """The services of which a container runs."""
        return {name for name, state in self.health().items() if not state.startswith(("exited", "created"))}

    def wait_until_healthy(self, *services: str, within: float = 60.0) -> None:
        """Wait until these services, or all, are well. Raises CommandFailed with what is not.

        What has exited with an error and is not started again by Docker will not be waited for.
        """
        deadline = time.monotonic() + within
        while True:
            health = self.health()
            unwell = {name: health.get(name) for name in services or health if health.get(name) not in _WELL}
            if not unwell:
                return
            ended = any(str(state).startswith("exited") for state in unwell.values())
            if ended or time.monotonic() > deadline:
                raise CommandFailed(f"not well: {unwell}\n{self._complaints()}")
            time.sleep(POLL)

    def run(self, service: str, *arguments: str, within: float = COMMAND_WITHIN) -> str:
        """What a new container of a service says on standard output; what it depends on is not started."""
        return self.compose("run", "--rm", "--no-deps", "--no-TTY", service, *arguments, within=within)

    def exec(self, service: str, *command: str) -> str:
        """What a command says that runs in a service's container."""
        return self.compose("exec", "--no-TTY", service, *command)

    def logs(self, *services: str) -> str:
        """All that the containers of some services, or of all, have said."""
        # Compose 2.26 clears the line before each, on a terminal or not.
        return self.compose("logs", "--no-color", "--no-log-prefix", *services).replace("\x1b[2K", "")

    def metrics(self, process: str) -> str:
        """What Prometheus would get from a service's container."""
        return self.exec(process, "python", "-c", READ_METRICS)

    def start(self, *services: str) -> None:
        """Start containers that were stopped or killed."""
        self.compose("start", *services)

    def stop(self, *services: str) -> None:
        """Stop containers in order."""
        self.compose("stop", *services)

    def restart(self, *services: str) -> None:
        """Stop containers in order and start them again."""
        self.compose("restart", "--no-deps", *services)

    def kill(self, *services: str) -> None:
        """End containers at once, as a crash would; no restart policy applies afterwards."""
        self.compose("kill", *services)

    def _containers(self) -> list[dict[str, Any]]:
        lines = self.compose("ps", "--all", "--no-trunc", "--format", "json").splitlines()
        return [json.loads(line) for line in lines]

    def _complaints(self) -> str:
        return "\n".join(
            f"--- {service} is {state}\n" + "\n".join(self.logs(service).splitlines()[-12:])
            for service, state in self.health().items()
            if state not in _WELL | {"created"}
        )


def remove_abandoned() -> None:
    """Remove the stacks of test processes that are gone: one that was killed could not clean up."""
    for project in projects():
        owner, _, _ = project.removeprefix(_PROJECTS).partition("-")
        if project.startswith(_PROJECTS) and not Path(f"/proc/{owner}").exists():
            remove(project)


def _state(container: Mapping[str, Any]) -> str:
    if container["State"] == "exited":
        return f"exited {container['ExitCode']}"
    return str(container["Health"] or container["State"])

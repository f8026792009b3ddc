"""The command line that every service has: `python -m <service> serve | work | run | migrate | ...`."""

import argparse
import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from typing import Any, NoReturn

import uvloop
from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError

from chassis.base.failures import is_outage
from chassis.migrations import NewerSchemaError, upgrade
from chassis.process import running
from chassis.process.app import build_app
from chassis.process.command import Command, Work
from chassis.process.operator_commands import dead_letter_upkeep, ledger_upkeep, replay
from chassis.process.queue_command import queue_upkeep
from chassis.process.running import PortInUseError
from chassis.process.runtime import ClockError, StaleSchemaError
from chassis.process.service import Service
from chassis.process.settings import SECRETS, ServiceSettings
from chassis.telemetry.logs import configure_logs

OBSTACLES = (PortInUseError, StaleSchemaError, NewerSchemaError, ClockError, OSError)
"""What keeps a process from starting, and says in one sentence what is to be done."""


def build_cli(service: Service) -> Callable[[], None]:
    """The `main` of `service`: reads the arguments, does the work, ends the process with its exit code."""
    commands = [*_process_verbs(service), *_upkeep_verbs(service), *service.commands]
    parser = argparse.ArgumentParser(prog=f"python -m {service.name}", description=service.title)
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    for command in commands:
        command.arguments(verbs.add_parser(command.name, help=command.summary, description=command.summary))
    verbs.add_parser("openapi", help="print the OpenAPI document")  # it needs no settings
    by_name = {command.name: command for command in commands}

    def main() -> None:
        if (verb := next(iter(sys.argv[1:]), "-")) not in verbs.choices and not verb.startswith("-"):
            parser.error(f"there is no verb {verb}; the verbs are {', '.join(verbs.choices)}")
        arguments = parser.parse_args()
        if arguments.verb == "openapi":
            print(json.dumps(describe(service), indent=2, ensure_ascii=False))
            return
        settings = _settings(service)
        configure_logs(service.name, settings.log_level)
        try:
            code = _run(by_name[arguments.verb].work(settings, arguments))
        except OBSTACLES as error:
            _give_up(1, f"{service.name}: {error}")
        except DBAPIError as error:
            if not is_outage(error):
                raise
            _give_up(1, f"{service.name}: {error.orig}")
        sys.exit(code or 0)

    return main


def _settings(service: Service) -> ServiceSettings:
    try:
        return service.settings(_secrets_dir=SECRETS if SECRETS.is_dir() else None)
    except ValidationError as error:
        _give_up(2, *(f"{service.name}: {_fault(service, fault)}" for fault in error.errors()))


def _fault(service: Service, fault: Any) -> str:
    setting = "_".join([service.name, *map(str, fault["loc"])]).upper()
    return f"setting {setting}: {fault['msg'].removeprefix('Value error, ')}"


def _give_up(code: int, *reasons: str) -> NoReturn:
    for reason in reasons:
        print(reason, file=sys.stderr)
    sys.exit(code)


def _run(work: Awaitable[int | None]) -> int | None:
    async def main() -> int | None:
        return await work

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(main())


def describe(service: Service) -> dict[str, Any]:
    """The OpenAPI document of `service`; needs no database and no settings."""
    unset: Any = {"database_url": "postgresql://none/none", "bus_url": "postgresql://none/none"}
    return build_app(service, service.settings.model_construct(**unset)).openapi()


def _process_verbs(service: Service) -> list[Command]:
    def process_work(*, serve: bool, work: bool) -> Work:
        async def run(settings: ServiceSettings, arguments: argparse.Namespace) -> None:
            if arguments.migrate:
                await upgrade(settings.owner_url, service.name)
            await running.run(service, settings, serve=serve, work=work)

        return run

    def with_migrate(parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--migrate", action="store_true", help="upgrade the schema first")

    async def migrate(settings: ServiceSettings, _: argparse.Namespace) -> None:
        await upgrade(settings.owner_url, service.name)

    return [
        Command("serve", "answer HTTP", process_work(serve=True, work=False), with_migrate),
        Command(
            "work",
            "run the relay, the subscriptions and the timers",
            process_work(serve=False, work=True),
            with_migrate,
        ),
        Command("run", "serve and work in one process", process_work(serve=True, work=True), with_migrate),
        Command("migrate", "upgrade the schema", migrate),
    ]


def _upkeep_verbs(service: Service) -> list[Command]:
    verbs = [
        Command("ledger", "verify the ledger, begin a new epoch, redact an event", *ledger_upkeep(service)),
    ]
    if service.publishes:
        verbs.append(Command("replay", "publish the ledger again after a sequence", *replay(service)))
    if service.all_queues:
        verbs.append(Command("queues", "list or retry work that was set aside", *queue_upkeep(service)))
    if service.sources:
        verbs.append(
            Command("dead-letters", "list or replay what could not be applied", *dead_letter_upkeep(service))
        )
    return verbs

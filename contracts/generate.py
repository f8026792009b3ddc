"""All published contracts, made from the services' declarations. Nothing else writes these files.

Leaves to others: what an example holds (`examples`), how the topics are described (`asyncapi`), how life
cycles are drawn (`life_cycles`), which role brings what (`roles`), how services become one API (`merging`),
what may change (`compatibility`).
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from chassis.ledger.events import HEARTBEAT_TYPE, EventData, Heartbeat, schema_path
from chassis.problems.types import ProblemType, catalogue
from chassis.process.cli import describe
from chassis.process.service import Service
from commitments.app import service as commitments
from contracts import asyncapi, examples, life_cycles, merging, problems, roles
from contracts.schemas import Schema, schema_of
from gateway.app import service as gateway
from registry.app import service as registry
from review.app import service as review

Files = Mapping[str, str]
"""The text of each file by its path within this folder."""

SERVICES: tuple[Service, ...] = (registry, commitments, review, gateway)
GENERATED = ("events", "examples", "openapi")
"""Folders in which every file is generated."""


def published_events() -> Iterator[tuple[Service, type[EventData]]]:
    """Every type of event that is published, with its publisher."""
    return ((service, event) for service in SERVICES for event in service.events)


def files() -> Files:
    """All contracts; the same code gives the same bytes."""
    return {name: text_of(document) for name, document in sorted(_documents().items())}


def pages() -> Files:
    """The pages of the documentation that are made from the code, by their names in `docs`."""
    return {
        life_cycles.PAGE: life_cycles.page(SERVICES),
        roles.PAGE: roles.page(),
        problems.PAGE: problems.page(_problem_types()),
    }


def _problem_types() -> list[ProblemType]:
    return catalogue({"chassis", *(service.name for service in SERVICES)})


def text_of(document: Mapping[str, Any]) -> str:
    """`document` as it is written: sorted, so that a difference is a difference in meaning."""
    return json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def served() -> Files:
    """What the gateway serves of all that: its image holds no other copy."""
    schemas, shown = _schemas(), _examples()
    documents = {
        "openapi.json": merging.merged({service.name: describe(service) for service in SERVICES}),
        "asyncapi.json": asyncapi.describe(SERVICES, shown, lambda name: f".{schema_path(name)}"),
        "schemas.json": schemas,
        "problems.json": _problems(),
    }
    return {name: text_of(document) for name, document in documents.items()}


def _documents() -> dict[str, dict[str, Any]]:
    schemas, shown = _schemas(), _examples()
    return {
        **{f"openapi/{service.name}.json": describe(service) for service in SERVICES},
        **{_place(name): schema for name, schema in schemas.items()},
        **{f"examples/{name}.json": example for name, example in shown.items()},
        "asyncapi.json": asyncapi.describe(SERVICES, shown, lambda name: f"./{_place(name)}"),
        "problems.json": _problems(),
    }


def _place(event_type: str) -> str:
    """Where the schema of a type is, within this folder."""
    return "heartbeat.json" if event_type == HEARTBEAT_TYPE else f"events/{event_type}.json"


def _problems() -> dict[str, dict[str, Any]]:
    return {one.kind: asdict(one) for one in _problem_types()}


def _schemas() -> dict[str, Schema]:
    schemas = {event.event_type: schema_of(event, event.event_type) for _, event in published_events()}
    return schemas | {HEARTBEAT_TYPE: schema_of(Heartbeat, HEARTBEAT_TYPE)}


def _examples() -> dict[str, dict[str, Any]]:
    schemas = _schemas()
    shown = {
        event.event_type: examples.cloud_event(service.name, event, schemas[event.event_type])
        for service, event in published_events()
    }
    return shown | {HEARTBEAT_TYPE: examples.heartbeat(schemas[HEARTBEAT_TYPE])}


def write(files: Files, folder: Path) -> list[str]:
    """Bring `folder` up to date; the names of the files that changed or went."""
    changed = _differing(files, folder)
    for name in changed:
        path = folder / name
        if name in files:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(files[name], encoding="utf-8")
        else:
            path.unlink()
    return changed


def stale(files: Files, folder: Path) -> list[str]:
    """One line for each file in `folder` that is not what the code gives now."""
    return [f"{folder.name}/{name}: stale, run `./compact contracts`" for name in _differing(files, folder)]


def _differing(files: Files, folder: Path) -> list[str]:
    found = {f"{part}/{path.name}" for part in GENERATED for path in (folder / part).glob("*.json")}
    return sorted((found - files.keys()) | {name for name in files if files[name] != _read(folder / name)})


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None

"""Import-linter refuses a forbidden import of each kind, which the test adds to a copy of the sources.

All are added at once: the report lists each of them below the name of its contract.
"""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
LINTER = Path(sys.executable).with_name("lint-imports")


@dataclass(frozen=True)
class Breach:
    """Lines to add, by module, and a pattern of what is reported below the name of `contract`."""

    contract: str
    report: str
    added: Mapping[str, str] = field(default_factory=dict)


def an_import(contract: str, importer: str, imported: str) -> Breach:
    report = rf"\b{re.escape(importer)} -> {re.escape(imported)} \(l\."
    return Breach(contract, report, {importer: f"import {imported}"})


def a_circle(contract: str, one: str, other: str) -> Breach:
    package = one.rpartition(".")[0]
    added = {one: f"import {other}", other: f"import {one}"}
    return Breach(contract, rf"No cycles are allowed in {re.escape(package)}\.\n", added)


def an_unplaced_file(contract: str, module: str) -> Breach:
    return Breach(contract, rf"\n- {re.escape(module)}\n", {module: ""})


PACKAGES = "Services know the chassis and not each other; the chassis knows no service"
PURE = "Rules are pure: the standard library and pydantic only"
BREACHES = [
    an_import(PACKAGES, "chassis.base.clock", "registry.settings"),
    an_import(PACKAGES, "registry.settings", "commitments.settings"),
    an_import(PACKAGES, "commitments.settings", "review.settings"),
    an_import(PACKAGES, "review.settings", "gateway.settings"),
    an_import(PACKAGES, "gateway.settings", "contracts.schemas"),
    an_import("chassis: order of rooms", "chassis.base.clock", "chassis.http.pages"),
    an_import("chassis: order of rooms", "chassis.ledger.reading", "chassis.timers"),
    an_unplaced_file("chassis: order of rooms", "chassis.stray"),
    a_circle("chassis: no circles", "chassis.base.identifiers", "chassis.base.keepalive"),
    an_import("registry: order of areas", "registry.actors.errors", "registry.gaps.events"),
    an_import("registry: roles in an area", "registry.gaps.rules.marks", "registry.gaps.store.marks"),
    an_import("registry: roles in an area", "registry.practices.events", "registry.practices.submissions"),
    an_unplaced_file("registry: roles in an area", "registry.gaps.stray"),
    an_unplaced_file("registry: order of areas", "registry.stray"),
    a_circle("registry: no circles", "registry.actors.rules.kinds", "registry.actors.rules.terms"),
    an_import("registry: the API has no SQL", "registry.catalogue.api.day", "registry.catalogue.store.terms"),
    an_import("commitments: order of areas", "commitments.frameworks.errors", "commitments.reports.events"),
    an_import(
        "commitments: roles in an area", "commitments.frameworks.errors", "commitments.frameworks.store"
    ),
    an_unplaced_file("commitments: roles in an area", "commitments.reports.stray"),
    a_circle("commitments: no circles", "commitments.frameworks.errors", "commitments.frameworks.models"),
    an_import(
        "commitments: the API has no SQL", "commitments.frameworks.api", "commitments.frameworks.tables"
    ),
    an_import("review: order of areas", "review.meetings.errors", "review.agendas.events"),
    an_import("review: roles in an area", "review.meetings.errors", "review.meetings.store"),
    an_unplaced_file("review: roles in an area", "review.schedule.stray"),
    a_circle("review: no circles", "review.meetings.errors", "review.meetings.models"),
    an_import("review: the API has no SQL", "review.meetings.api", "review.meetings.tables"),
    an_import("gateway: order of areas", "gateway.identity.errors", "gateway.streams.errors"),
    an_import("gateway: roles in an area", "gateway.identity.errors", "gateway.identity.store"),
    an_unplaced_file("gateway: roles in an area", "gateway.identity.stray"),
    a_circle("gateway: no circles", "gateway.identity.errors", "gateway.identity.models"),
    an_import("gateway: the API has no SQL", "gateway.identity.api.oauth", "gateway.identity.store"),
    an_import(PURE, "registry.actors.rules.terms", "sqlalchemy"),
]


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All packages that the rules are about, beside each other, without what is no Python."""
    folder: Path = tmp_path_factory.mktemp("sources")
    for package in PYPROJECT["importlinter"]["root_packages"]:
        shutil.copytree(import_module(package).__path__[0], folder / package, ignore=_no_python)
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def _no_python(folder: str, names: Iterable[str]) -> list[str]:
    paths = [Path(folder) / name for name in names]
    return [path.name for path in paths if path.is_file() and path.suffix != ".py"]


def verdicts(sources: Path) -> dict[str, str]:
    """For each contract that is broken what the linter reports, by the contract's name."""
    ran = subprocess.run(
        [LINTER, "--no-cache"],
        cwd=sources,
        env=os.environ | {"PYTHONPATH": str(sources), "COLUMNS": "400"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Contracts: " in ran.stdout, ran.stdout + ran.stderr
    _, _, broken = ran.stdout.partition("Broken contracts\n")
    parts = re.split(r"^(.+)\n-{3,}\n", broken, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_a_forbidden_import_of_each_kind_is_refused(sources: Path) -> None:
    assert verdicts(sources) == {}
    for breach in BREACHES:
        for module, line in breach.added.items():
            path = sources / f"{module.replace('.', '/')}.py"
            assert path.exists() == bool(line), f"{module} is no file to add {line!r} to"
            with path.open("a", encoding="utf-8") as file:
                file.write(f"{line}\n")
    found = verdicts(sources)
    assert [one for one in BREACHES if not re.search(one.report, found.get(one.contract, ""))] == []


def test_every_rule_is_tried() -> None:
    rules = {contract["name"] for contract in PYPROJECT["importlinter"]["contracts"]}
    assert {breach.contract for breach in BREACHES} == rules

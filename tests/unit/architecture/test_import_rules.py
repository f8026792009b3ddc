"""Import-linter refuses a forbidden import of each kind, which the test adds to a copy of the sources.

All are added at once: the report lists each of them below the name of its contract.
"""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
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


@dataclass(frozen=True)
class Area:
    """An area that has all the roles that the rules of its service are about, as modules."""

    name: str
    """With its service: `review.schedule`."""
    above: str
    """A module of an area above."""
    use_case: str
    circle: tuple[str, str]
    """Two modules of one role in another area."""
    api: str = "api"
    model: str = "models"
    rules: str = "rules"

    def breaches(self) -> Iterator[Breach]:
        """A forbidden import of each kind."""
        service = self.name.partition(".")[0]
        order, roles = f"{service}: order of areas", f"{service}: roles in an area"
        api, use_case = f"{self.name}.{self.api}", f"{self.name}.{self.use_case}"
        store, rules = f"{self.name}.store", f"{self.name}.{self.rules}"
        yield an_import(order, store, self.above)
        yield an_unplaced_file(order, f"{service}.stray")
        yield an_import(roles, use_case, api)
        yield an_import(roles, store, use_case)
        yield an_import(roles, f"{self.name}.{self.model}", store)
        yield an_unplaced_file(roles, f"{self.name}.stray")
        yield a_circle(f"{service}: no circles", *self.circle)
        yield an_import(f"{service}: the API has no SQL", api, store)
        yield an_import(f"{service}: the API has no SQL", api, f"{self.name}.tables")
        yield an_import(PURE, rules, "sqlalchemy")


PACKAGES = "Services know the chassis and not each other; the chassis knows no service"
PURE = "Rules are pure: the standard library and pydantic only"
AREAS = [
    Area(
        "registry.practices",
        above="registry.gaps.hooks",
        use_case="adoptions",
        circle=("registry.findings.raising", "registry.findings.reading"),
    ),
    Area(
        "commitments.observations",
        above="commitments.reports.rules",
        use_case="recording",
        circle=("commitments.reports.drafting", "commitments.reports.submitting"),
    ),
    Area(
        "review.schedule",
        above="review.agendas.hooks",
        use_case="opening",
        circle=("review.agendas.assembling", "review.agendas.reading"),
    ),
    Area(
        "gateway.identity",
        above="gateway.forwarding.headers",
        use_case="clients",
        circle=("gateway.streams.arguments", "gateway.streams.display"),
        api="api.oauth",
        rules="roles",
    ),
]
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
    *(breach for area in AREAS for breach in area.breaches()),
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

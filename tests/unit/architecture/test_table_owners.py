"""An area writes its own tables only and reads those below it: what import-linter cannot see in SQL.

A table belongs to the area whose `tables.py` declares it. `refers` names tables as well.
"""

import ast
import re
import tomllib
from collections.abc import Iterator

import pytest

from tests.unit.architecture.packages import ROOT, package

CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
    "contracts"
]
ORDERS = {
    contract["name"].partition(":")[0]: contract["layers"]
    for contract in CONTRACTS
    if contract["name"].endswith(": order of areas")
}
"""By service, its areas from top to bottom."""


def owners(service: str) -> dict[str, str]:
    """The area that declares each table."""
    return {name: area for area, name in declared(service)}


def declared(service: str) -> Iterator[tuple[str, str]]:
    """Area and name of each table, as they are declared."""
    folder = package(service)
    for file in sorted([*folder.glob("*/tables.py"), *folder.glob("*/tables/*.py")]):
        for name in re.findall(r'__tablename__ = "(\w+)"', file.read_text(encoding="utf-8")):
            yield file.relative_to(folder).parts[0], name


def uses(service: str) -> Iterator[tuple[str, str, str]]:
    """Area, table, and whether it is `read` or `written`, for each table in SQL and in `refers`."""
    for file in package(service).glob("*/**/*.py"):
        area = file.relative_to(package(service)).parts[0]
        if area == "migrations":
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                for verb, table in re.findall(
                    rf'(INSERT INTO|UPDATE|DELETE FROM|FROM|JOIN)\s+{service}\."?(\w+)', node.value
                ):
                    yield area, table, "read" if verb in {"FROM", "JOIN"} else "written"
            if isinstance(node, ast.keyword) and node.arg == "refers" and isinstance(node.value, ast.Dict):
                for value in node.value.values:
                    assert isinstance(value, ast.Constant)
                    yield area, str(value.value), "read"


def height(service: str, area: str) -> int:
    """How many layers stand above the area."""
    (found,) = [place for place, layer in enumerate(ORDERS[service]) if area in re.findall(r"\w+", layer)]
    return found


@pytest.mark.parametrize("service", sorted(ORDERS.keys() - {"chassis"}))
def test_an_area_writes_its_own_tables_and_reads_those_below(service: str) -> None:
    owner = owners(service)
    found = [use for use in uses(service) if use[1] in owner]
    assert owner
    wrong = {
        (area, how, table)
        for area, table, how in found
        if owner[table] != area
        and (how == "written" or height(service, owner[table]) <= height(service, area))
    }
    assert wrong == set()


def test_every_table_of_a_service_has_one_owner() -> None:
    for service in ORDERS.keys() - {"chassis"}:
        names = [name for _, name in declared(service)]
        assert len(names) == len(set(names)) > 0

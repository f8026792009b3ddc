"""What import-linter does not see: where SQL may stand, and what a role may import from another area."""

import ast
from collections.abc import Iterator

import pytest

from tests.unit.architecture.packages import package

SERVICES = ("registry", "commitments", "review", "gateway")
DRIVERS = {"sqlalchemy", "sqlmodel", "asyncpg"}
SPEAKS_SQL = {"store", "tables", "schema", "migrations"}
DECLARES_TABLES = {"registry.catalogue.entry_types"}
"""An entry's type names its table; no SQL is made there."""
KNOWLEDGE = {"events", "models", "values", "errors", "rules"}
MAY_IMPORT = {
    "store": {"store", "tables", "schema"} | KNOWLEDGE,
    "tables": {"tables", "schema"} | KNOWLEDGE,
} | dict.fromkeys(KNOWLEDGE, KNOWLEDGE)
"""What these roles may import from another area."""


def role(module: str) -> str:
    """The role of a module: `review.schedule.store.milestones` is of a `store`."""
    _, *parts = module.split(".")
    return parts[1] if len(parts) > 1 and parts[0] != "schema" else parts[0]


def area(module: str) -> str:
    return ".".join(module.split(".")[:2])


def breaches(module: str, source: str) -> Iterator[str]:
    """What a module imports that it may not."""
    for imported in _imported(source):
        package = imported.partition(".")[0]
        if package in DRIVERS and role(module) not in SPEAKS_SQL and module not in DECLARES_TABLES:
            yield f"{module}: only stores and tables speak SQL, not who imports {imported}"
        if package != module.partition(".")[0] or area(imported) == area(module) or imported.count(".") < 2:
            continue
        if role(imported) == "api" and role(module) not in {"api", "app"}:
            yield f"{module}: only an API imports {imported}"
        elif role(module) in MAY_IMPORT and role(imported) not in MAY_IMPORT[role(module)]:
            yield f"{module}: a part of `{role(module)}` does not import {imported}"


def _imported(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{one.name}" for one in node.names)


def test_every_module_keeps_to_its_role() -> None:
    found: list[str] = []
    read = 0
    for service in SERVICES:
        for file in sorted(package(service).rglob("*.py")):
            path = file.relative_to(package(service).parent).with_suffix("")
            module = ".".join(path.parts).removesuffix(".__init__")
            if module.count(".") and "migrations" not in path.parts:
                read += 1
                found += breaches(module, file.read_text())
    assert read > 200
    assert found == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("review.schedule.api", "from sqlalchemy import text"),
        ("review.schedule.granting", "import asyncpg"),
        ("review.submissions.reporting", "from review.schedule.api import router"),
        ("review.submissions.reporting", "from review.schedule import api"),
        ("review.submissions.store", "from review.schedule.granting import grant_exemption"),
        ("review.submissions.models", "from review.schedule.store import find"),
        ("review.submissions.rules", "from review.schedule import store"),
    ],
)
def test_what_a_role_may_not_import_is_seen(module: str, source: str) -> None:
    assert len(list(breaches(module, source))) == 1

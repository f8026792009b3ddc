"""Every list of every service, in every order, gives every row once, and ends; rows may come and go."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import httpx
import pytest
from fastapi import FastAPI

from chassis.local_postgres.access import PostgresAccess
from chassis.process.app import build_app
from chassis.process.service import Service
from chassis.testing import Reference, TokenIssuer
from chassis.testing.plugin import OpenService, client_of
from commitments.app import service as commitments_service
from registry.app import service as registry_service
from review.app import service as review_service
from tests.contract.lists import at_once, changing, commitments, cursors, filters, reading, registry, review
from tests.contract.lists.reading import List
from tests.contract.lists.rows import Filler
from tests.support.references import FRAMEWORKS, REGISTRY, RULE_SETS

ROOT = Path(__file__).parents[3]
LIMITS = (2, 7, 500)
SERVICES = [
    (registry_service, REGISTRY, registry),
    (commitments_service, FRAMEWORKS, commitments),
    (review_service, RULE_SETS, review),
]
RANKED = {"search_entries"}
"""Ordered by how well they answer: `tests/property/registry/test_search.py` reads it to the end."""
ELSEWHERE = {
    "list_ledger": "tests/integration/chassis/test_http_rules.py",
    "list_process_members": "tests/integration/registry/test_regional_reviews.py",
    "list_regional_reviews": "tests/integration/registry/test_regional_reviews.py",
    "export_instrument_uptake": "tests/integration/registry/test_gap_analyses.py",
    "export_theme_coverage": "tests/integration/registry/test_gap_analyses.py",
    "preview_agenda": "tests/integration/review/test_previews.py",
}
"""What is computed and not stored as rows, or has a form of its own, and where it is tested."""


@dataclass
class Filled:
    """A service with many rows of everything."""

    app: FastAPI
    filler: Filler
    client: httpx.AsyncClient
    lists: Mapping[str, list[List]]

    @property
    def all_lists(self) -> list[List]:
        """The lists of all operations."""
        return [one for of_operation in self.lists.values() for one in of_operation]


@pytest.fixture(params=SERVICES, ids=[one[0].name for one in SERVICES])
async def filled(
    request: pytest.FixtureRequest,
    open_service: OpenService,
    postgres_server: PostgresAccess,
    issuer: TokenIssuer,
) -> AsyncIterator[tuple[Filled, ModuleType]]:
    """Each service, and what is known of its lists."""
    service, reference, record = request.param
    async with _filled(open_service, postgres_server, issuer, service, reference, record) as one:
        yield one, record


@asynccontextmanager
async def _filled(
    open_service: OpenService,
    postgres_server: PostgresAccess,
    issuer: TokenIssuer,
    service: Service,
    reference: Reference,
    record: ModuleType,
) -> AsyncIterator[Filled]:
    runtime = await open_service(service, reference)
    async with Filler.on(postgres_server, runtime) as filler, client_of(runtime, issuer) as client:
        await record.fill(filler)
        lists = await record.lists(filler, issuer)
        yield Filled(build_app(service, runtime.settings), filler, client, lists)


async def test_every_list_in_every_order_gives_every_row_once(filled: tuple[Filled, ModuleType]) -> None:
    one, _ = filled
    faults = list[str]()
    for wanted in one.all_lists:
        assert len(wanted.expected) > max(limit for limit in LIMITS if limit < 100), wanted.path
        for limit in LIMITS:
            faults += await reading.faults(one.client, wanted, limit)
    assert not faults, "\n".join(faults)
    operations = {operation: sorts for operation, _, sorts in reading.paged(one.app)}
    imports = {operation for operation in operations if operation.endswith(("_import", "_import_changes"))}
    assert operations.keys() - RANKED - imports == one.lists.keys() - imports
    for operation, sorts in operations.items():
        assert len(sorts) <= 1 or len(one.lists[operation]) >= len(sorts)


async def test_rows_that_come_and_go_between_pages_neither_hide_nor_repeat_others(
    filled: tuple[Filled, ModuleType],
) -> None:
    one, _ = filled
    faults = list[str]()
    for wanted in one.all_lists:
        if wanted.rows is not None:
            faults += await changing.faults(one.client, one.filler, wanted)
    assert not faults, "\n".join(faults)


async def test_what_is_given_at_once_gives_every_row_once_in_every_form(
    filled: tuple[Filled, ModuleType], issuer: TokenIssuer
) -> None:
    one, record = filled
    wanted = await record.at_once(one.filler, issuer)
    given = at_once.given_at_once(one.app)
    assert all((ROOT / place).is_file() for place in ELSEWHERE.values())
    rejected = {operation for operation in given if operation.endswith("_import_rejected")}
    assert given - ELSEWHERE.keys() - rejected == wanted.keys() - rejected
    faults = [
        fault
        for operation in wanted
        for fault in await at_once.faults(one.client, wanted[operation], operation)
    ]
    assert not faults, "\n".join(faults)


async def test_a_filter_that_matches_nothing_gives_an_empty_page(filled: tuple[Filled, ModuleType]) -> None:
    one, _ = filled
    faults = list[str]()
    for operation, names in filters.of_texts(one.app).items():
        wanted = one.lists[operation][0]
        for name in names:
            faults += await filters.faults(one.client, wanted, name)
    assert not faults, "\n".join(faults)


async def test_a_cursor_is_taken_by_its_own_list_alone(filled: tuple[Filled, ModuleType]) -> None:
    one, _ = filled
    known = await cursors.first_cursors(one.client, one.all_lists)
    others = cursors.other_lists(one.app, one.lists)
    faults = await cursors.faults_of_strangers(one.client, known, [*one.all_lists, *others])
    for wanted in one.all_lists:
        faults += await cursors.fault_of_limits(one.client, known, wanted)
    assert not faults, f"{len(faults)}\n" + "\n".join(faults[:50])


async def test_a_cursor_is_refused_when_a_filter_or_the_order_has_changed(
    filled: tuple[Filled, ModuleType],
) -> None:
    one, _ = filled
    known = await cursors.first_cursors(one.client, one.all_lists)
    faults = [
        fault
        for operation, lists in one.lists.items()
        for wanted in lists
        for fault in await cursors.faults_of_changed_filters(one.client, one.app, known, wanted, operation)
    ]
    assert not faults, f"{len(faults)}\n" + "\n".join(faults[:50])

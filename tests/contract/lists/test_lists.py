"""Every list of every service, in every order, gives every row once, and ends."""

from types import ModuleType

import pytest

from chassis.local_postgres.access import PostgresAccess
from chassis.process.app import build_app
from chassis.process.service import Service
from chassis.testing import Reference, TokenIssuer
from chassis.testing.plugin import OpenService, client_of
from commitments.app import service as commitments_service
from registry.app import service as registry_service
from review.app import service as review_service
from tests.contract.lists import commitments, reading, registry, review
from tests.contract.lists.rows import Filler
from tests.support.references import FRAMEWORKS, REGISTRY, RULE_SETS

LIMITS = (2, 7, 500)
SERVICES = [
    (registry_service, REGISTRY, registry),
    (commitments_service, FRAMEWORKS, commitments),
    (review_service, RULE_SETS, review),
]
RANKED = {"search_entries"}
"""Ordered by how well they answer: `tests/property/registry/test_search.py` reads it to the end."""


@pytest.mark.parametrize(("service", "reference", "record"), SERVICES, ids=[one[0].name for one in SERVICES])
async def test_every_list_in_every_order_gives_every_row_once(
    open_service: OpenService,
    postgres_server: PostgresAccess,
    issuer: TokenIssuer,
    service: Service,
    reference: Reference,
    record: ModuleType,
) -> None:
    runtime = await open_service(service, reference)
    faults = list[str]()
    async with Filler.on(postgres_server, runtime) as filler, client_of(runtime, issuer) as client:
        await record.fill(filler)
        lists = await record.lists(filler, issuer)
        for wanted in [one for of_operation in lists.values() for one in of_operation]:
            assert len(wanted.expected) > max(limit for limit in LIMITS if limit < 100), wanted.path
            for limit in LIMITS:
                faults += await reading.faults(client, wanted, limit)
    assert not faults, "\n".join(faults)
    operations = {
        operation: sorts for operation, _, sorts in reading.paged(build_app(service, runtime.settings))
    }
    imports = {operation for operation in operations if operation.endswith(("_import", "_import_changes"))}
    assert operations.keys() - RANKED - imports == lists.keys() - imports
    for operation, sorts in operations.items():
        assert len(sorts) <= 1 or len(lists[operation]) >= len(sorts)

"""No event of another service stops a subscription: it has its effect, or is set aside at once.

Patience is as in production, and nobody waits for it: what is wrong with an event does not pass.
"""

import asyncio
import json
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import TextClause, text
from structlog.testing import capture_logs

from chassis.messaging import dead_letters
from chassis.process.runtime import Runtime
from chassis.process.service import Service
from chassis.testing import TokenIssuer
from chassis.testing.plugin import OpenService, client_of
from tests.contract.hostile_events import Data, variants
from tests.contract.operations import operations
from tests.contract.published import EVENTS, READERS, example
from tests.integration.commitments.neighbours import Neighbour
from tests.support.references import FRAMEWORKS, RULE_SETS

REFERENCES = {"commitments": FRAMEWORKS, "review": RULE_SETS}
GOOD: dict[tuple[str, str], Data] = {
    ("commitments", "compact.practice.adopted.v1"): {"practice": "another"},
    ("commitments", "compact.entry.removed.v1"): {"noun": "definition"},
    ("review", "compact.entry.removed.v1"): {"noun": "process"},
}
"""What the good event says to a service otherwise than the example, so that its effect can be seen."""
SECONDS = 120.0
"""For all variants of one type; each that was waited for would take half a minute."""
REASONS = ("UndecodableError: ", "ValidationError: ", "DBAPIError: ", "ValueError: ")
FLOATS = text(
    "SELECT format('SELECT count(*) FROM %I.%I WHERE %I IN (''NaN'', ''Infinity'', ''-Infinity'')',"
    " table_schema, table_name, column_name) FROM information_schema.columns"
    " WHERE table_schema = :schema AND data_type = 'double precision'"
)
TABLES = text(
    "SELECT format('SELECT count(*) FROM %I.%I', schemaname, tablename) FROM pg_tables"
    " WHERE schemaname = :schema"
)


class Publisher(Neighbour):
    """Another service, which sends what none does."""

    async def send(self, event_type: str, *sent: Data) -> None:
        """Let the events with the data that is `sent` be taken, in one batch."""
        events = [
            replace(self.event(event_type), party="KEN", data=json.dumps(data).encode()) for data in sent
        ]
        with capture_logs():  # tracebacks cost more than all else
            async with asyncio.timeout(SECONDS):
                await self.deliver(*events)

    def counted(self) -> int:
        """How many events have had their effect."""
        return self._subscription.received.total()


@pytest.mark.parametrize("service", READERS, ids=lambda service: service.name)
async def test_whatever_stands_in_an_event_it_has_its_effect_or_becomes_a_dead_letter_at_once(
    service: Service, open_service: OpenService, issuer: TokenIssuer
) -> None:
    runtime = await open_service(service, REFERENCES.get(service.name))
    publishers = {name: Publisher(runtime, name) for name in service.sources}
    for event_type in service.event_router.types:
        publisher, data = publishers[EVENTS[event_type][0].name], example(event_type)["data"]
        fields = {name for model in service.event_router.readers(event_type) for name in model.model_fields}
        hostile = dict(variants(data, sorted(fields)))
        before, buried = publisher.counted(), await _letters(runtime)
        await publisher.send(event_type, *hostile.values())
        letters = (await _letters(runtime))[len(buried) :]
        assert publisher.counted() - before + len(letters) == len(hostile)
        assert [one.error for one in letters if not one.error.startswith(REASONS)] == []
        rows = await _sum(runtime, TABLES)
        await publisher.send(event_type, data | GOOD.get((service.name, event_type), {}))
        assert await _letters(runtime) == [*buried, *letters]
        assert await _sum(runtime, TABLES) > rows, event_type
    assert await _sum(runtime, FLOATS) == 0
    async with client_of(runtime, issuer) as client:
        for one in operations(service):
            if one.method == "GET" and "{" not in one.path:
                assert (await client.get(one.path)).status_code < 500, one.path


async def _letters(runtime: Runtime) -> list[Any]:
    return list(await dead_letters.waiting(runtime.database))


async def _sum(runtime: Runtime, queries: TextClause) -> int:
    """The sum of what is counted by each query that `queries` gives."""
    async with runtime.database.reading() as session:
        found = await session.execute(queries, {"schema": runtime.service.name})
        return sum([(await session.execute(text(query))).scalar_one() for query in found.scalars().all()])

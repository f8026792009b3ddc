"""What is received from the registry and review: kept as versions, once, whatever is delivered twice."""

from uuid import uuid4

import pytest

from chassis.process.runtime import Runtime
from tests.integration.commitments.authors import Party
from tests.integration.commitments.ledger import contents, public_events
from tests.integration.commitments.neighbours import Registry, Review, milestone

RECEIVED = [
    "received_party",
    "received_definition",
    "received_milestone",
    "received_extension",
    "received_exemption",
]
NOON = "2027-01-01T12:00:00Z"


async def test_whatever_is_delivered_twice_has_no_second_effect(runtime: Runtime) -> None:
    registry, review = Registry(runtime), Review(runtime)
    actor = {"code": "KEN", "kind": "state", "name": "Kenya", "region": "ECA"}
    said = [
        registry.event("compact.actor.registered.v1", **actor),
        registry.event("compact.actor.changed.v1", **actor | {"region": "ECE"}),
        registry.event("compact.definition.recorded.v1", code="migrant.1"),
        registry.event("compact.entry.removed.v1", noun="definition", code="migrant.1"),
    ]
    milestone_id = uuid4()
    party = {"milestone_id": milestone_id, "party": "KEN", "reason": "a flood"}
    asked = [
        review.event("compact.milestone.opened.v1", **milestone(milestone_id, "KEN")),
        review.event("compact.extension.granted.v1", **party, due_at=NOON, locks_at=NOON),
        review.event("compact.exemption.granted.v1", **party),
    ]
    await registry.deliver(*said)
    await review.deliver(*asked)
    before = {table: await contents(runtime, table) for table in RECEIVED}
    assert [len(rows) for rows in before.values()] == [2, 2, 1, 1, 1]
    for _ in range(2):
        await registry.deliver(*reversed(said))
        await review.deliver(*asked, *asked)
    assert {table: await contents(runtime, table) for table in RECEIVED} == before


async def test_the_newest_version_of_a_party_counts_in_whatever_order_it_comes(
    kenya: Party, registry: Registry, runtime: Runtime
) -> None:
    older, newer = (
        registry.event("compact.actor.changed.v1", code="KEN", kind="state", name="Kenya", region=region)
        for region in ("ECE", "ESCWA")
    )
    await registry.deliver(newer)
    await registry.deliver(older)
    await kenya.publishes()
    assert await _region_of_the_last_event(runtime) == "ESCWA"


async def test_a_restored_registry_is_heard_anew(kenya: Party, registry: Registry, runtime: Runtime) -> None:
    registry.restore()
    await registry.registers("KEN", region="ECE")
    await kenya.publishes()
    assert await _region_of_the_last_event(runtime) == "ECE"


@pytest.mark.parametrize("event_type", ["compact.meeting.scheduled.v1", "compact.milestone.closed.v9"])
async def test_what_is_not_for_us_is_left_alone(review: Review, runtime: Runtime, event_type: str) -> None:
    await review.say(event_type, anything="goes")
    assert [await contents(runtime, table) for table in RECEIVED] == [[]] * len(RECEIVED)


async def test_fields_that_are_not_known_are_ignored(review: Review, runtime: Runtime) -> None:
    await review.opens("KEN", colour="blue", meeting_id=None)
    assert len(await contents(runtime, "received_milestone")) == 1


async def _region_of_the_last_event(runtime: Runtime) -> str | None:
    return (await public_events(runtime))[-1].region

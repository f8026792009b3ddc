"""Coverage: whatever order things come in, it reaches exactly as far as everything has been applied."""

from collections.abc import Sequence
from itertools import pairwise, takewhile

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from chassis.database import Database
from chassis.process.runtime import Runtime
from tests.support.chassis.arrivals import beats, covered, events, kept, subscription, watermark

LAST = 5
some = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

arrivals = st.lists(st.integers(1, LAST), max_size=14)
"""Sequences as they may come from several partitions: in any order, some twice, some not at all."""

deliveries = st.lists(
    st.tuples(
        st.sampled_from(["events", "heartbeat"]), st.lists(st.integers(1, LAST), min_size=1, max_size=4)
    ),
    max_size=8,
)


async def forget_everything(database: Database) -> None:
    async with database.transaction() as tx:
        for table in ("source", "inbox", "heartbeat", "checkpoint", "dead_letter"):
            await tx.execute(text(f"DELETE FROM chassis.{table}"))
        await tx.execute(text("DELETE FROM notebook.received"))


def gapless(applied: set[int]) -> int:
    """The last sequence before the first gap."""
    return sum(1 for _ in takewhile(applied.__contains__, range(1, LAST + 1)))


@some
@given(order=arrivals, cuts=st.sets(st.integers(1, 13)))
async def test_the_watermark_is_the_last_sequence_before_the_first_gap(
    notebook: Runtime, order: list[int], cuts: set[int]
) -> None:
    await forget_everything(notebook.database)
    member = subscription(notebook.database, notebook.bus)
    bounds = [0, *sorted(cut for cut in cuts if cut < len(order)), len(order)]
    offset = 0
    for start, end in pairwise(bounds):
        if start < end:
            await member.take(events(*order[start:end], first=offset))
            offset += end - start
    await member.take_heartbeats(beats(LAST))
    assert await watermark(notebook.database) == gapless(set(order))
    assert await kept(notebook.database) == dict.fromkeys(sorted(set(order)), 1)
    assert await covered(notebook.database) == (LAST if gapless(set(order)) == LAST else None)


@some
@given(steps=deliveries)
@example(steps=[("events", [1, 2, 3]), ("heartbeat", [1, 2, 3])])
@example(steps=[("heartbeat", [1, 3]), ("events", [2, 3]), ("heartbeat", [2]), ("events", [1])])
async def test_coverage_never_claims_more_than_was_applied_and_never_goes_back(
    notebook: Runtime, steps: Sequence[tuple[str, list[int]]]
) -> None:
    await forget_everything(notebook.database)
    member = subscription(notebook.database, notebook.bus)
    applied, promised, offsets, before = set[int](), set[int](), {"events": 0, "heartbeat": 0}, 0
    for kind, sequences in steps:
        first = offsets[kind]
        offsets[kind] += len(sequences)
        if kind == "events":
            await member.take(events(*sequences, first=first))
            applied |= set(sequences)
        else:
            await member.take_heartbeats(beats(*sequences, first=first))
            promised |= set(sequences)
        reached = await covered(notebook.database) or 0
        assert before <= reached <= gapless(applied)
        before = reached
    await member.take_heartbeats(beats(LAST, first=offsets["heartbeat"]))
    kept_promises = [one for one in promised | {LAST} if one <= gapless(applied)]
    assert (await covered(notebook.database) or 0) == max(kept_promises, default=0)

"""The secretariat: new actors, a meeting, the milestone that it is about, and more time for a State."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tests.soak.load.client import Client

DUE_AFTER = 11.0
"""Seconds from the opening to the deadline."""
LOCKED_AFTER = 4.0
"""Seconds from the deadline to the lock date."""
EXTENDED_BY = 3.0
ACTORS = 4
EXTENSIONS = 0.5
"""In how many rounds a State gets more time."""


@dataclass(frozen=True, slots=True)
class Milestone:
    """What the States have to know."""

    id: str
    meeting_id: str
    due_at: datetime
    locks_at: datetime


async def open_milestone(client: Client) -> Milestone | None:
    """Schedule a meeting and ask all States for a report; None when the round ended before that worked.

    Whoever was refused because the time had passed begins anew, with a meeting of its own: a request whose
    outcome is unknown may still have an effect.
    """
    while not client.give_up.is_set():
        meeting_id = await _schedule(client)
        milestone = await _open(client, meeting_id) if meeting_id else None
        if milestone:
            return milestone
        await client.pause(0.2, 0.5)
    return None


async def _schedule(client: Client) -> str | None:
    title = f"Forum {client.chance.getrandbits(32):08x}"
    times = {"starts_at": "2030-05-06T09:00:00Z", "ends_at": "2030-05-10T18:00:00Z", "minutes": 1440}
    write = await client.write(
        "review",
        "/v1/meetings",
        {"title": title, **times},
        tells="compact.meeting.scheduled.v1",
        facts={"title": title, "minutes": 1440},
    )
    return str(write.receipts[0]["id"]) if write.receipts else None


async def _open(client: Client, meeting_id: str) -> Milestone | None:
    due_at = datetime.now(UTC) + timedelta(seconds=DUE_AFTER)
    locks_at = due_at + timedelta(seconds=LOCKED_AFTER)
    title = f"Reports {client.chance.getrandbits(32):08x}"
    body = {"title": title, "framework": "GCM", "meeting_id": meeting_id}
    times = {"due_at": due_at.isoformat(), "locks_at": locks_at.isoformat()}
    write = await client.write(
        "review",
        "/v1/milestones",
        body | times,
        tells="compact.milestone.opened.v1",
        facts=body,
        refusable={"invalid@/due_at": None, "invalid@/scope": None},
    )
    return Milestone(write.receipts[0]["id"], meeting_id, due_at, locks_at) if write.receipts else None


async def extend(client: Client, milestone: Milestone, parties: tuple[str, ...]) -> None:
    """Give one of `parties` more time, in some rounds, unless the deadline has come before that."""
    if client.chance.random() > EXTENSIONS:
        return
    party = client.chance.choice(parties)
    due_at = milestone.due_at + timedelta(seconds=EXTENDED_BY)
    await client.write(
        "review",
        f"/v1/milestones/{milestone.id}/extensions",
        {"party": party, "due_at": due_at.isoformat(), "reason": "A flood has hit its statistical office."},
        tells="compact.extension.granted.v1",
        facts={"milestone_id": milestone.id, "party": party},
        refusable={"invalid@/due_at": due_at},
    )


async def register_actors(client: Client) -> None:
    """Make some organisations known, one after the other."""
    for _ in range(ACTORS):
        await client.pause(0.0, 5.0)
        code = f"CSO-{client.chance.getrandbits(32):08X}"
        actor = {"code": code, "kind": "civil_society", "name": f"Organisation {code}"}
        await client.write(
            "registry",
            "/v1/actors",
            {**actor, "source": "Its letter", "as_of": "2026-01-01"},
            tells="compact.actor.registered.v1",
            facts=actor,
        )

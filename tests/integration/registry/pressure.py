"""A treaty and what States do on it, a law, and how commitments go: what may become findings."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import httpx
from pydantic_core import to_json

from chassis.base.identifiers import new_id
from chassis.bus import Record
from chassis.ledger.events import Envelope, encode
from chassis.messaging.subscription import Subscription
from chassis.process.runtime import Runtime

SAID = {"source": "test", "as_of": "2026-01-01"}
THEME = {"code": "test-labour", "name": "Labour", "goals": ["GCM/5", "GCM/6"], **SAID}
TREATY = {
    "code": "TEST",
    "kind": "treaty",
    "title": "Test Convention on Workers",
    "short_name": "TCW",
    "themes": ["test-labour"],
    "adopted": "1990-12-18",
    **SAID,
}


def days_ago(days: int) -> date:
    return datetime.now(UTC).date() - timedelta(days=days)


class Registrar:
    """Writes the catalogue."""

    def __init__(self, client: httpx.AsyncClient, headers: dict[str, str]) -> None:
        self._client, self._headers = client, headers

    async def register(self, path: str, **content: Any) -> httpx.Response:
        answer = await self._client.post(f"/v1/{path}", json=content, headers=self._headers)
        assert answer.status_code == 201, answer.text
        return answer

    async def treaty(self) -> None:
        """The treaty, and its theme."""
        await self.register("themes", **THEME)
        await self.register("instruments", **TREATY)

    async def act(self, action: str, on: date, state: str = "KEN", **more: Any) -> None:
        """Record what a State did on the treaty."""
        said = {"instrument": "TEST", "state": state, "action": action, "date": str(on), **SAID, **more}
        await self.register("participations", **said)


class Commitments:
    """The commitments service, as the registry hears it."""

    def __init__(self, runtime: Runtime) -> None:
        service = runtime.service
        self._epoch, self._sequences, self._offsets = new_id(), count(1), count(0)
        self._subscription = Subscription(
            runtime.database, runtime.bus, service.name, service.sources, service.event_router
        )

    def progress(self, commitment_id: UUID, status: str, party: str = "KEN", days: int = 0) -> Envelope:
        """The event that tells the computed progress of a commitment, some days ago."""
        return self._event(
            "compact.progress.computed.v1",
            party,
            days,
            commitment_id=commitment_id,
            party=party,
            status=status,
        )

    def commitment(self, commitment_id: UUID, party: str = "KEN", **more: Any) -> Envelope:
        """The event that publishes a commitment."""
        return self._event(
            "compact.commitment.published.v1",
            party,
            0,
            commitment_id=commitment_id,
            reference=f"{party}-2027-014",
            title="Two pathways",
            party=party,
            parties=[party],
            alignments=[{"framework": "GCM", "goal": "5", "degree": "high"}],
            **more,
        )

    async def deliver(self, *events: Envelope) -> None:
        """Let the registry take `events`, in one batch."""
        messages = [encode(event) for event in events]
        await self._subscription.take(
            [
                Record(one.topic, 0, next(self._offsets), one.key.encode(), one.value, one.headers)
                for one in messages
            ]
        )

    def _event(self, event_type: str, about: str, days: int, **data: Any) -> Envelope:
        sequence = next(self._sequences)
        return Envelope(
            source="commitments",
            epoch=self._epoch,
            sequence=sequence,
            time=datetime.now(UTC) - timedelta(days=days) + timedelta(microseconds=sequence),
            id=new_id(),
            type=event_type,
            subject=str(uuid4()),
            party=about,
            region="ECA",
            data=to_json({"version": 1, **data}),
            correlation_id="correlation",
            causation_id=None,
        )

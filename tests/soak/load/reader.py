"""Somebody who only reads: the public record, and the ledgers from beginning to end."""

from collections import Counter
from uuid import UUID

from embedded.layout import BEHIND_GATEWAY
from tests.soak.load.client import Client
from tests.soak.load.journal import Journal, Seen

PAGE = 200
LISTS = ("/v1/commitments", "/v1/reports", "/v1/milestones", "/v1/meetings", "/v1/actors", "/v1/findings")


class Reader:
    """One subscriber and visitor."""

    def __init__(self, client: Client, journal: Journal) -> None:
        self._client = client
        self._journal = journal
        self._after: Counter[str] = Counter()
        self.meeting_id: str | None = None
        """Whose agenda it looks for, once there is one to look for."""

    async def act(self) -> None:
        """Read this and that until it is time to give up."""
        while not self._client.give_up.is_set():
            await self._read_ledger(self._client.chance.choice(BEHIND_GATEWAY))
            await self._client.read(self._client.chance.choice(LISTS), limit=50)
            if self.meeting_id:
                await self._client.read(f"/v1/meetings/{self.meeting_id}/agenda", may_miss=True)
            await self._client.pause(0.1, 0.4)

    async def _read_ledger(self, service: str) -> None:
        page = await self._client.read(f"/v1/ledgers/{service}", after=self._after[service], limit=PAGE)
        for event in page["items"] if page else ():
            sequence = int(event["sequence"])
            self._journal.seen.add(Seen(service, UUID(event["epoch"]), sequence, UUID(event["id"])))
            self._after[service] = sequence

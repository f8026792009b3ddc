"""What subscribers receive in the best case: the ledgers, given to their reception once and in order."""

from chassis.database import Database
from chassis.ledger.events import Envelope
from chassis.local_postgres.access import PostgresAccess, owner_of
from chassis.messaging import inbox
from chassis.migrations import upgrade
from chassis.process.service import Service
from tests.soak.evidence.ledgers import Ledger
from tests.soak.evidence.received import SUBSCRIBERS, Contents, contents, sources_of

BATCH = 500


class Replay:
    """Databases of their own, in which the real reception of each subscriber hears the ledgers.

    What it has heard it keeps, so that each round only brings what is new.
    """

    def __init__(self, server: PostgresAccess) -> None:
        self._server = server
        self._heard: dict[tuple[str, str], int] = {}

    async def prepare(self) -> None:
        """Make the databases. Alembic keeps its context in the process: one after the other."""
        for service in SUBSCRIBERS:
            name = _database_of(service)
            self._server.ensure_service(name)
            await upgrade(self._server.url(name, owner_of(name)), service.name)

    async def received(self, ledgers: dict[str, Ledger]) -> dict[str, Contents]:
        """The tables of each subscriber after it has heard all of `ledgers`."""
        return {service.name: await self._hear(service, ledgers) for service in SUBSCRIBERS}

    async def _hear(self, service: Service, ledgers: dict[str, Ledger]) -> Contents:
        name = _database_of(service)
        async with Database(self._server.url(name, name), name=name, pool_size=1) as database:
            for source in sources_of(service):
                heard = self._heard.get((name, source), 0)
                events = ledgers[source].events[heard:]
                for start in range(0, len(events), BATCH):
                    await _apply(database, service, events[start : start + BATCH])
                self._heard[name, source] = heard + len(events)
        return await contents(self._server.url(name), service)


async def _apply(database: Database, service: Service, events: list[Envelope]) -> None:
    async with database.transaction() as tx:
        await service.event_router.handle(tx, await inbox.accept(tx, events))


def _database_of(service: Service) -> str:
    return f"replayed_{service.name}"

"""All of the evidence inside the system, gathered when it is quiet."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from chassis.bus import Record
from embedded.layout import BEHIND_GATEWAY
from tests.soak.evidence import bus, ledgers, received, resources
from tests.soak.evidence.ledgers import Ledger
from tests.soak.evidence.received import SUBSCRIBERS, Contents, Reception
from tests.soak.evidence.replay import Replay
from tests.soak.evidence.resources import AgendaVersion
from tests.soak.testbed import Testbed


@dataclass(frozen=True, slots=True)
class Evidence:
    """What invariants judge, together with the clients' journal."""

    ledgers: Mapping[str, Ledger]
    """By service."""
    messages: Mapping[str, list[Record]]
    """What the bus holds of each service's topic."""
    reception: Reception
    received: Mapping[str, Contents]
    """Each subscriber's tables."""
    replayed: Mapping[str, Contents]
    """The same tables, rebuilt from the ledgers."""
    agendas: list[AgendaVersion]
    titles: Mapping[UUID, str]


async def gather(testbed: Testbed, replay: Replay) -> Evidence:
    """Read everything."""
    urls = {service: testbed.database_url(service) for service in BEHIND_GATEWAY}
    found = {service: await ledgers.read(service, url) for service, url in urls.items()}
    return Evidence(
        ledgers=found,
        messages=await bus.read(testbed.bus_url, BEHIND_GATEWAY),
        reception=await received.read(urls),
        received={one.name: await received.contents(urls[one.name], one) for one in SUBSCRIBERS},
        replayed=await replay.received(found),
        agendas=await resources.agendas(urls["review"]),
        titles=await resources.titles(urls["commitments"]),
    )

"""The real system with everything around it that can be hurt: broker, volumes, clock."""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from chassis.local_postgres.server import PostgresServer
from embedded.layout import BUS, Layout
from embedded.system import System
from tests.soak.clock import Clock
from tests.soak.diary import Diary
from tests.soak.victims import BrokerVictim, PostgresVictim, ProcessVictim, Victim
from tests.soak.volumes import Volume
from tests.support.kafka.broker import KafkaBroker

MEGABYTES = {"postgres": 512, "broker": 256}
BUSES = ("postgres", "kafka")


@dataclass(frozen=True, slots=True)
class Props:
    """What the testbed is made of: which bus, and what the chosen faults need."""

    bus: str
    clock: bool = False
    volumes: bool = False


@dataclass(frozen=True, slots=True)
class Testbed:
    """The system under test, and the handles to hurt it."""

    system: System
    victims: Mapping[str, Victim]
    volumes: Mapping[str, Volume]
    clock: Clock | None
    diary: Diary

    @property
    def bus_url(self) -> str:
        """Where the events are carried."""
        return self.system.layout.bus_url or self.database_url(BUS)

    def database_url(self, database: str) -> str:
        """The superuser's URL of a database of the system."""
        return self.system.postgres.url(database)


@asynccontextmanager
async def open_testbed(folder: Path, props: Props, keep: Callable[[], bool]) -> AsyncIterator[Testbed]:
    """The system at work with its files in `folder`, and stopped at the end.

    What is on volumes becomes plain files then if `keep()` says so. Raises CannotStart, KafkaUnavailable.
    """
    with _diary(folder) as diary, _volumes(folder, props, keep) as volumes:
        async with _broker(folder, props) as (bus_url, broker):
            clock = Clock(folder / "clock") if props.clock else None
            make_server = clock.make_server if clock else PostgresServer
            with Layout.reserve(folder, 0, bus_url) as layout:
                async with System(layout, diary.note, make_server) as system:
                    yield Testbed(system, _victims(system, broker), volumes, clock, diary)


def _victims(system: System, broker: BrokerVictim | None) -> dict[str, Victim]:
    services: dict[str, Victim] = {name: ProcessVictim(one) for name, one in system.processes.items()}
    servers: dict[str, Victim] = {"postgres": PostgresVictim(system)}
    return services | servers | ({"broker": broker} if broker else {})


@contextmanager
def _diary(folder: Path) -> Iterator[Diary]:
    (folder / "logs").mkdir()
    with (folder / "logs" / "soak.log").open("w") as file:
        yield Diary(file)


@contextmanager
def _volumes(folder: Path, props: Props, keep: Callable[[], bool]) -> Iterator[dict[str, Volume]]:
    servers = ("postgres", "broker") if props.bus == "kafka" else ("postgres",)
    volumes: dict[str, Volume] = {}
    try:
        for name in servers if props.volumes else ():
            volumes[name] = Volume(folder / name, MEGABYTES[name])
        yield volumes
    finally:
        for volume in volumes.values():
            volume.close(keep=keep())


@asynccontextmanager
async def _broker(folder: Path, props: Props) -> AsyncIterator[tuple[str | None, BrokerVictim | None]]:
    """The bus's URL and the broker; nothing for the PostgreSQL bus, which is a database of the system."""
    if props.bus != "kafka":
        yield None, None
        return
    broker = KafkaBroker(folder / "kafka", log_dir=folder / "broker" / "log")
    victim = BrokerVictim(broker)
    try:
        await victim.revive()
        yield f"kafka://{broker.bootstrap}", victim
    finally:
        await victim.close()

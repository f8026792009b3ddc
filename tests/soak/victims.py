"""What can be hurt: the processes of the services, the database server, the broker."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from chassis.local_postgres.server import PostgresServer
from embedded.supervisor import SupervisedProcess
from embedded.system import System
from tests.support.kafka.broker import KafkaBroker


class Victim(Protocol):
    """Something that can be killed and frozen."""

    async def kill(self) -> None:
        """End it at once, as a crash would."""

    async def freeze(self) -> None:
        """Let it do nothing while its connections stay open."""

    async def thaw(self) -> None:
        """Let it go on."""

    async def restart(self) -> None:
        """Stop it in order; it is started again."""

    async def revive(self) -> None:
        """Start it, if it has ended and nobody else sees to it."""


class ProcessVictim:
    """The process of a service, which its supervisor starts again."""

    def __init__(self, process: SupervisedProcess) -> None:
        self._process = process

    async def kill(self) -> None:
        self._process.kill()

    async def freeze(self) -> None:
        self._process.pause()

    async def thaw(self) -> None:
        self._process.resume()

    async def restart(self) -> None:
        self._process.terminate()

    async def revive(self) -> None:
        return


class PostgresVictim:
    """The database server, which its supervisor starts again."""

    def __init__(self, system: System) -> None:
        self._hurt = system.hurt_postgres

    async def kill(self) -> None:
        await self._hurt(PostgresServer.kill)

    async def freeze(self) -> None:
        await self._hurt(PostgresServer.pause)

    async def thaw(self) -> None:
        await self._hurt(PostgresServer.resume)

    async def restart(self) -> None:
        await self._hurt(PostgresServer.stop)

    async def revive(self) -> None:
        return


class BrokerVictim:
    """The Kafka broker, run by one thread: Linux ends a child with the thread that made it."""

    def __init__(self, broker: KafkaBroker) -> None:
        self._broker = broker
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="broker")

    async def kill(self) -> None:
        await self._do(KafkaBroker.kill)

    async def freeze(self) -> None:
        await self._do(KafkaBroker.pause)

    async def thaw(self) -> None:
        await self._do(KafkaBroker.resume)

    async def restart(self) -> None:
        await self._do(KafkaBroker.stop)

    async def revive(self) -> None:
        """Start the broker. Raises KafkaUnavailable."""
        await self._do(KafkaBroker.start)

    async def close(self) -> None:
        """End the broker and its thread."""
        await self._do(KafkaBroker.stop)
        self._thread.shutdown()

    async def _do(self, work: Callable[[KafkaBroker], object]) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, work, self._broker)

"""A gateway's grants on a secured Kafka, and the command line before them."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from chassis.bus.kafka_access import KafkaAccess
from chassis.database import Database
from chassis.timers import Timers
from gateway.settings import Settings
from tests.support.kafka.secured import SecuredKafkaBroker


@dataclass
class Streams:
    """A gateway's database, and the command line before it."""

    broker: SecuredKafkaBroker
    settings: Settings
    database: Database
    access: KafkaAccess
    timers: Timers

    async def run(self, *arguments: str, **environment: str) -> tuple[int | None, list[str]]:
        """Exit code and lines of `python -m gateway streams ...`."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "gateway", "streams", *arguments),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env={
                "PATH": os.environ["PATH"],
                "GATEWAY_DATABASE_URL": self.settings.database_url.get_secret_value(),
                "GATEWAY_BUS_URL": self.settings.bus_url.get_secret_value(),
                "GATEWAY_STREAMS_BOOTSTRAP": self.broker.operators_bootstrap,
                "GATEWAY_STREAMS_CA_FILE": str(self.broker.ca_file),
                "GATEWAY_STREAMS_CERTIFICATE_FILE": str(self.broker.certificate_file),
                "GATEWAY_STREAMS_ADDRESS": self.broker.bootstrap,
                **environment,
            },
        )
        out, _ = await process.communicate()
        return process.returncode, out.decode().splitlines()

    async def grant(self, *arguments: str) -> dict[str, Any]:
        """A new grant, as the command line shows it."""
        code, lines = await self.run("grant", "--name", f"Body {uuid4().hex}", "--json", *arguments)
        assert code == 0, lines
        told: dict[str, Any] = json.loads(lines[0])
        return told

    async def fire_all(self) -> None:
        """Let the worker's timers do what is due."""
        while await self.timers.fire_next():
            pass

    async def listed(self, principal: str) -> dict[str, Any]:
        """What `streams list` says about `principal`."""
        _, lines = await self.run("list", "--json")
        told = (json.loads(line) for line in lines)
        return next(one for one in told if one.get("principal") == principal)

    @asynccontextmanager
    async def consumer(
        self, told: dict[str, Any], *topics: str, group: str | None = None
    ) -> AsyncIterator[AIOKafkaConsumer]:
        """A partner's consumer with these credentials."""
        security = self.broker.as_user(told["principal"], told["password"]).for_aiokafka()
        reader = AIOKafkaConsumer(
            *topics,
            bootstrap_servers=told["bootstrap"],
            group_id=group or f"{told['group_prefix']}readers",
            auto_offset_reset="earliest",
            **security,
        )
        try:
            async with asyncio.timeout(20):
                await reader.start()
            yield reader
        finally:
            await reader.stop()

    async def publish(self, topic: str, value: bytes) -> None:
        """As the system itself."""
        security = self.broker.as_operator().for_aiokafka()
        async with AIOKafkaProducer(
            bootstrap_servers=self.broker.operators_bootstrap, **security
        ) as producer:
            await producer.send_and_wait(topic, value)

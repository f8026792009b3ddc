"""A connection to Kafka for what only operators may do: topics, users, access lists.

It is librdkafka's, because aiokafka has no requests for users. Services must not load it.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import Any, Self

import confluent_kafka.admin
from confluent_kafka import KafkaError, KafkaException

from chassis.bus.kafka_security import Security
from chassis.bus.protocol import BusError

client: Any = confluent_kafka.admin
"""librdkafka's names; its annotations do not fit what it takes and gives."""

Answer = Mapping[Any, Future[Any]] | Future[Any]

_POLL = 0.02
_RECONNECT_MS = 500
_LAST_DITCH = 1.0
"""Seconds that librdkafka gets beyond its own bound."""
_silent = logging.Logger("librdkafka")  # noqa: LOG001  # what it would print comes as an error as well
_silent.addHandler(logging.NullHandler())


class KafkaOperator:
    """A connection that is opened with the first request. Each answer comes within `patience` seconds."""

    def __init__(self, bootstrap: str, security: Security, *, patience: float = 10.0) -> None:
        self._bootstrap, self._security, self._patience = bootstrap, security, patience
        self._admin: Any = None
        self._obstacle: str | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def ask(self, request: Callable[..., Answer], *arguments: Any) -> dict[Any, Any]:
        """The results of an `AdminClient`'s method, by what was asked for; by `None` where it is one.

        Raises `BusError`, with the reason in one line.
        """
        admin = self._connected()
        answer = request(admin, *arguments, request_timeout=self._patience)
        futures = answer if isinstance(answer, Mapping) else {None: answer}
        await self._all_done(admin, list(futures.values()))
        return {asked: self._result(future) for asked, future in futures.items()}

    async def close(self) -> None:
        """Disconnect."""
        admin, self._admin = self._admin, None
        if admin is not None:
            await asyncio.to_thread(admin.__exit__, None, None, None)

    def _connected(self) -> Any:
        if self._admin is None:
            options = {
                "bootstrap.servers": self._bootstrap,
                "reconnect.backoff.ms": _RECONNECT_MS,
                "error_cb": self._note,
                **self._security.for_librdkafka(),
            }
            try:
                self._admin = client.AdminClient(options, logger=_silent)
            except KafkaException as error:
                raise BusError(f"cannot connect to Kafka: {_message(error.args[0])}") from error
        return self._admin

    def _note(self, error: KafkaError) -> None:
        if error.code() != KafkaError._ALL_BROKERS_DOWN:  # which follows from the others, and says less
            self._obstacle = _message(error)

    async def _all_done(self, admin: Any, futures: list[Future[Any]]) -> None:
        try:
            async with asyncio.timeout(self._patience + _LAST_DITCH):
                while not all(future.done() for future in futures):
                    admin.poll(0)  # lets it report obstacles
                    await asyncio.sleep(_POLL)
        except TimeoutError as error:
            raise self._unanswered() from error

    def _result(self, future: Future[Any]) -> Any:
        try:
            return future.result()
        except KafkaException as error:
            fault: KafkaError = error.args[0]
            if fault.code() in {KafkaError._TIMED_OUT, KafkaError._TRANSPORT}:
                raise self._unanswered() from error
            raise RefusedError(_message(fault), fault.code()) from error

    def _unanswered(self) -> BusError:
        reason = self._obstacle or f"nothing came in {self._patience:g} seconds"
        return BusError(f"no Kafka broker answers at {self._bootstrap}: {reason}")


class RefusedError(BusError):
    """Kafka will not do what was asked; `code` is its own for the reason."""

    def __init__(self, reason: str, code: int) -> None:
        super().__init__(f"Kafka refuses: {reason}")
        self.code = code


def _message(error: KafkaError) -> str:
    """What the error says, without the address, which our own message has, and librdkafka's inner state."""
    text = " ".join((error.str() or error.name()).split())
    _, address, reason = text.partition("/bootstrap: ")
    return (reason if address else text).partition(" (after ")[0]

"""The bus between services: one protocol, Kafka in production and PostgreSQL in the embedded run.

A bus carries bytes. It keeps the order of one key, delivers at least once, and remembers nothing of
its readers: they keep their own checkpoints, in the transaction of their effects (see `subscription`).
"""

from chassis.bus.kafka_security import PLAIN, Security
from chassis.bus.protocol import (
    Bus,
    BusError,
    Consumer,
    Message,
    Offsets,
    Publisher,
    Record,
    ReplacedError,
    StalledError,
    TopicPartition,
)

__all__ = [
    "Bus",
    "BusError",
    "Consumer",
    "Message",
    "Offsets",
    "Publisher",
    "Record",
    "ReplacedError",
    "Security",
    "StalledError",
    "TopicPartition",
    "connect",
]


def connect(url: str, security: Security = PLAIN) -> Bus:
    """The bus at `url`: `kafka://host:port[,host:port]` or `postgresql://user:password@host:port/database`.

    `security` is Kafka's. Nothing is opened yet. Raises `ValueError` for another scheme. The client libraries
    load on first use, so that an embedded run does not pay for Kafka's.
    """
    scheme, _, rest = url.partition("://")
    if scheme == "kafka":
        from chassis.bus.kafka import KafkaBus  # noqa: PLC0415  # loads on first use

        return KafkaBus(rest, security=security)
    if scheme in {"postgresql", "postgres"}:
        from chassis.bus.postgres import PostgresBus  # noqa: PLC0415  # as above

        return PostgresBus(url)
    raise ValueError(f"no bus speaks {scheme!r}: use kafka:// or postgresql://")

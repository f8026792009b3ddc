"""Ledgers and messages for tests, written by hand."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from chassis.bus import Record
from chassis.ledger.events import Envelope, encode
from tests.soak.evidence import Head, Ledger, Row

BEGAN = datetime(2030, 1, 1, tzinfo=UTC)
EPOCH = uuid4()


def at(seconds: float) -> datetime:
    """A time of the story."""
    return BEGAN + timedelta(seconds=seconds)


@dataclass
class Book:
    """A ledger that is being written; all its rows are public."""

    service: str
    rows: list[Row] = field(default_factory=list)
    events: list[Envelope] = field(default_factory=list)

    def append(
        self,
        second: float,
        event: str,
        subject: str,
        data: Mapping[str, Any],
        *,
        party: str = "global",
        key: str | None = None,
    ) -> Row:
        """Append a row at some second of the story; `key` is that of the request that it follows from."""
        number = len(self.rows) + 1
        text = json.dumps(data, separators=(",", ":"), default=str)
        cause = key or str(uuid4())
        row = Row(number, number, EPOCH, at(second), uuid4(), event, subject, party, text, "client", cause)
        self.rows.append(row)
        self.events.append(
            Envelope(
                source=self.service,
                epoch=EPOCH,
                sequence=number,
                time=row.time,
                id=row.id,
                type=event,
                subject=subject,
                party=party,
                region=None,
                data=text.encode(),
                correlation_id=cause,
                causation_id=None,
            )
        )
        return row

    def ledger(self) -> Ledger:
        """The ledger as it is read."""
        head = Head(EPOCH, len(self.rows), len(self.rows), self.rows[-1].time)
        return Ledger(head, list(self.rows), list(self.events))

    def messages(self) -> list[Record]:
        """What the bus has of it."""
        return [_record(event, offset) for offset, event in enumerate(self.events)]


def _record(event: Envelope, offset: int) -> Record:
    message = encode(event)
    return Record(message.topic, 0, offset, message.key.encode(), message.value, message.headers)

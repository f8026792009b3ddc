"""Whether every service has read the ledgers of the others, under their present epochs."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from operations.recovery.backup import Say
from operations.recovery.databases import Databases
from operations.roles import ON_THE_BUS

PATIENCE = 120.0
"""Seconds without any progress after which something must be wrong."""
_LOOK_EVERY = 1.0
_REPORT_EVERY = 10.0
_STANDING = """
    SELECT epoch, sequence, (
        SELECT coalesce(json_agg(known), '[]') FROM (
            SELECT source, epoch, watermark, coalesce(covered_sequence, -1) AS covered FROM chassis.source
        ) known
    ) AS sources
    FROM chassis.ledger_head
"""


class NotReadError(Exception):
    """A service does not read on; the message says which."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How far a service is with another's ledger, in its present epoch."""

    reader: str
    source: str
    reached: int
    """Up to which sequence it has everything."""
    until: int
    """What there is to read."""
    covered: bool
    """Whether it knows that it has everything."""

    def __str__(self) -> str:
        done = "has all" if self.covered else f"has {self.reached} of"
        return f"{self.reader} {done} {self.until} events of {self.source}"


def wait(databases: Databases, say: Say, patience: float = PATIENCE) -> None:
    """Wait until everything is read that is there now. Raises `NotReadError` and `ComposeError`."""
    until = {one.source: one.until for one in readings(databases)}
    reported: set[tuple[str, str]] = set()
    before: list[Reading] = []
    moved_at = reported_at = time.monotonic()
    while True:
        present = readings(databases, until)
        now = time.monotonic()
        if present != before:
            before, moved_at = present, now
        for one in present:
            if one.covered and (one.reader, one.source) not in reported:
                reported.add((one.reader, one.source))
                say(str(one))
        behind = [one for one in present if not one.covered]
        if not behind:
            return
        if now > moved_at + patience:
            raise NotReadError(f"{behind[0]}, and nothing moves: see ./compact doctor")
        if now > reported_at + _REPORT_EVERY:
            reported_at = now
            say("; ".join(map(str, behind)))
        time.sleep(_LOOK_EVERY)


def readings(databases: Databases, until: Mapping[str, int] | None = None) -> list[Reading]:
    """How far everyone is with what each ledger has now, or up to the sequences in `until`."""
    standing = {service.name: databases.query(service.name, _STANDING)[0] for service in ON_THE_BUS}
    return [
        _reading(reader.name, source, standing, (until or {}).get(source))
        for reader in ON_THE_BUS
        for source in reader.sources
    ]


def _reading(reader: str, source: str, standing: Mapping[str, Any], until: int | None) -> Reading:
    head = standing[source]
    wanted = head["sequence"] if until is None else until
    known = {(row["source"], row["epoch"]): row for row in standing[reader]["sources"]}
    row = known.get((source, head["epoch"]), {"watermark": 0, "covered": -1})
    return Reading(reader, source, row["watermark"], wanted, row["covered"] >= wanted)

"""The append-only ledger of a service, and the events that stand in it.

It is the service's outbox, its audit trail and the source of every replay.
"""

from chassis.ledger.appending import Entry, Origin, Statement, flush, now
from chassis.ledger.epochs import renew_epoch
from chassis.ledger.reading import advance, read_after
from chassis.ledger.verification import Verdict, verify

__all__ = [
    "Entry",
    "Origin",
    "Statement",
    "Verdict",
    "advance",
    "flush",
    "now",
    "read_after",
    "renew_epoch",
    "verify",
]

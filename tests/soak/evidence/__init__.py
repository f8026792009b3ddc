"""What the databases and the bus hold at the end of a round: read directly, past all services."""

from tests.soak.evidence.evidence import Evidence, gather
from tests.soak.evidence.ledgers import Head, Ledger, Row

__all__ = ["Evidence", "Head", "Ledger", "Row", "gather"]

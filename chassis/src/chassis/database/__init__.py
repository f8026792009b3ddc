"""A service's own database: its connections, and the one kind of transaction that writes."""

from chassis.database.engine import Database, asyncpg_url
from chassis.database.metadata import service_metadata
from chassis.database.transactions import Hooks, OnChange, ReadSession, Session, Transaction

__all__ = [
    "Database",
    "Hooks",
    "OnChange",
    "ReadSession",
    "Session",
    "Transaction",
    "asyncpg_url",
    "service_metadata",
]

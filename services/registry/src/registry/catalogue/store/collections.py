"""The catalogue's collections: entries are known by their codes, and share one table of revisions."""

from functools import cache

from sqlalchemy import Table

from chassis.resources.collections.collection import Collection
from registry.catalogue import tables
from registry.schema import table_of

_REVISIONS = table_of(tables.Revision)


@cache
def collection_of(table: Table) -> Collection:
    """The entries of `table`, with their history."""
    return Collection(table, "code", _REVISIONS)

"""Inserting rows in bulk, or replacing them."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import Insert, insert


def upsert(table: Table, rows: Sequence[Mapping[str, Any]], *key: str) -> Insert:
    """The statement that inserts `rows`, and replaces those that are there under the same `key`.

    Primary keys stay what they are.
    """
    statement = insert(table).values([dict(row) for row in rows])
    fixed = {*key, *table.primary_key.columns.keys()}
    replaced = {name: statement.excluded[name] for name in rows[0] if name not in fixed}
    return statement.on_conflict_do_update(index_elements=key, set_=replaced)

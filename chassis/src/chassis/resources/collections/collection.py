"""What a collection is: a table of entries, the column by which they are known, and their revisions."""

from dataclasses import dataclass

from sqlalchemy import Table

_OF_ENTRIES = ("id", "version")
_OF_REVISIONS = ("noun", "id", "version", "recorded_at", "superseded_at", "recorded_by", "document")


class UnfitTableError(Exception):
    """A table lacks a column that a collection needs; the service does not start."""


@dataclass(frozen=True)
class Collection:
    """Entries of one kind. Raises `UnfitTableError` when a table lacks a column."""

    table: Table
    """The entries as they are now, with `id` (a UUID that stays) and `version` (1, 2, ...)."""
    key: str
    """The unique column of the table by which people know an entry."""
    revisions: Table
    """Every version of the entries of one or several collections.

    Its columns: `noun` (the name of the entry's table), `id`, `version`, the key, `recorded_at`,
    `superseded_at` (by default `infinity`, which the newest has), `recorded_by` (the correlation id of the
    request, import or load) and `document` (the row as JSON).
    """

    def __post_init__(self) -> None:
        _check_columns(self.table, (*_OF_ENTRIES, self.key))
        _check_columns(self.revisions, (*_OF_REVISIONS, self.key))


def _check_columns(table: Table, names: tuple[str, ...]) -> None:
    if lacking := [name for name in names if name not in table.columns]:
        raise UnfitTableError(f"{table.name} of a collection needs the columns {', '.join(lacking)}")

"""Imports entries: each batch of a file's rows is written in the one way in which entries are written."""

from collections.abc import Mapping, Sequence
from typing import Any

from chassis.database import Transaction
from chassis.resources.bulk import Applied, ImportedRow, Importer, Rejection
from registry.catalogue import rows as catalogue_rows
from registry.catalogue.entry_types import EntryType, Resolve
from registry.catalogue.writing import write


def importer_of(entry_type: EntryType[Any], entry_types: Sequence[EntryType[Any]]) -> Importer[Any]:
    """The importer of files with entries of `entry_type`; `entry_types` are all there are."""
    resolvers: Mapping[str, Resolve] = {one.name: one.resolve for one in entry_types if one.resolve}

    async def apply(tx: Transaction, rows: Sequence[ImportedRow[Any]]) -> Applied:
        contents, rejections = await catalogue_rows.read(tx, entry_type, rows, resolvers)
        result = await write(tx, entry_type, [row.content for row in contents])
        rejections += [
            Rejection(contents[position].line, fault.pointer, fault.detail)
            for position, faults in sorted(result.faults.items())
            for fault in faults
        ]
        changed = len(result.changes)
        return Applied(changed, len(contents) - changed - len(result.faults), rejections)

    row = catalogue_rows.row_of(entry_type, resolvers.keys())
    return Importer(entry_type.path.rpartition("/")[2], row, "registry:write", apply)

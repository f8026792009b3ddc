"""Importing entries: each batch of a file's rows goes through the one way in which entries are kept."""

from collections.abc import Sequence
from typing import Any

from chassis.database import Transaction
from chassis.resources.bulk import Applied, ImportedRow, Importer, Rejection
from registry.catalogue import rows as catalogue_rows
from registry.catalogue.keeping import keep
from registry.catalogue.noun import Noun


def importer_of(noun: Noun[Any]) -> Importer[Any]:
    """How files with entries of `noun` are imported."""

    async def apply(tx: Transaction, rows: Sequence[ImportedRow[Any]]) -> Applied:
        said, rejections = await catalogue_rows.read(tx, noun, rows)
        kept = await keep(tx, noun, [row.content for row in said])
        rejections += [
            Rejection(said[position].line, fault.pointer, fault.detail)
            for position, faults in sorted(kept.faults.items())
            for fault in faults
        ]
        changed = len(kept.changes)
        return Applied(changed, len(said) - changed - len(kept.faults), rejections)

    row = catalogue_rows.row_of(noun)
    return Importer(noun.path.rpartition("/")[2], row, "registry:write", apply)

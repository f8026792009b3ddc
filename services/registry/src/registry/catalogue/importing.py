"""Importing entries: each batch of a file's rows goes through the one way in which entries are kept."""

from collections.abc import Sequence

from chassis.bulk import Applied, ImportedRow, Importer, Rejection
from chassis.database import Transaction
from registry.catalogue.keeping import keep
from registry.catalogue.noun import C, Noun


def importer_of(noun: Noun[C]) -> Importer[C]:
    """How files with entries of `noun` are imported."""

    async def apply(tx: Transaction, rows: Sequence[ImportedRow[C]]) -> Applied:
        kept = await keep(tx, noun, [row.content for row in rows])
        rejections = [
            Rejection(rows[position].line, fault.pointer, fault.detail)
            for position, faults in sorted(kept.faults.items())
            for fault in faults
        ]
        changed = len(kept.changes)
        return Applied(changed, len(rows) - changed - len(kept.faults), rejections)

    return Importer(noun.path.rpartition("/")[2], noun.content, "registry:write", apply)

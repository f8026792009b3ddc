"""Imports entries: rows of files are merged with what is stored, and written in the way of all entries."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic_core import from_json

from chassis.database import Transaction
from chassis.resources.bulk import Applied, Batch, Importer, Outcome, PatchRow, Rejection, merge
from chassis.resources.bulk.cell_values import looks_computed
from chassis.resources.bulk.limits import MOST_FAULTS
from chassis.resources.collections import recording
from chassis.resources.collections.recording import StoredEntry
from chassis.values import AS_STORED
from registry.catalogue import rows as catalogue_rows
from registry.catalogue.entry_types import C, EntryType, Resolve
from registry.catalogue.references import Reference, explained, references, unknown_codes
from registry.catalogue.rows import RowsByCode
from registry.catalogue.rules.identity import changed_fields, code_in, identity_fault, is_older
from registry.catalogue.rules.ordering import in_order
from registry.catalogue.store import entries as store
from registry.catalogue.store.sessions import lock_registry
from registry.catalogue.writing import write_merged

_BREATH = 100
"""Rows after which others may have their turn."""


def importer_of(entry_type: EntryType[Any], entry_types: Sequence[EntryType[Any]]) -> Importer:
    """The importer of files with entries of `entry_type`; `entry_types` are all there are."""
    resolvers: Mapping[str, Resolve] = {one.name: one.resolve for one in entry_types if one.resolve}

    async def apply(tx: Transaction, batch: Batch) -> Applied:
        if not batch.is_trial:
            await lock_registry(tx)
        own = entry_type.table.name
        rows = await catalogue_rows.with_codes(tx, entry_type.refers, batch.rows, resolvers, own=own)
        given = await catalogue_rows.by_code(batch, rows, entry_type.content.code_parts)
        return await _Import(tx, entry_type, batch, given).apply()

    noun = entry_type.path.rpartition("/")[2]
    fields, parts = entry_type.content.model_fields, entry_type.content.code_parts
    key = [part for part in parts if fields[part].is_required()] or ["code"]
    without = entry_type.elsewhere
    return Importer(noun, entry_type.content, "registry:write", apply, key=key, without=without)


class _Import:
    """One batch of rows."""

    def __init__(self, tx: Transaction, entry_type: EntryType[Any], batch: Batch, given: RowsByCode) -> None:
        self._tx, self._type, self._batch = tx, entry_type, batch
        self._rows, self._unidentified, self._rejections = given
        self._contents: dict[str, Any] = {}
        self._outcomes: list[Outcome] = []
        self._deferred: list[int] = []
        self._others: Mapping[str, str] = {}

    async def apply(self) -> Applied:
        """Write what the rows change."""
        stored = await recording.find(self._tx, self._type.collection, self._rows.keys())
        await self._find_rewritten_codes()
        for row in self._unidentified:
            self._rejections += merge(self._type.content, row, None, without=self._type.elsewhere).faults
        for number, (code, row) in enumerate(self._rows.items()):
            self._merge(code, row, stored.get(code))
            if number % _BREATH == 0:
                await asyncio.sleep(0)
        await self._find_unknown_references(rows=[*self._unidentified, *self._rows.values()], stored=stored)
        await self._order()
        await self._write(stored)
        return Applied(self._outcomes, self._rejections, self._deferred)

    async def _find_rewritten_codes(self) -> None:
        """Find codes that may be another's: `4` and `004`, or `True` and `true`."""
        computed = [code for code, row in self._rows.items() if row.is_of_cells and looks_computed(code)]
        self._others = await store.same_values(self._tx, self._type.table, computed)

    def _reject_rewritten_code(self, code: str, row: PatchRow) -> None:
        detail = (
            f"{code} is {self._others[code]}, which is stored, written otherwise: format the column as text,"
        )
        mend = "with pandas by dtype=str; if another entry is meant, send JSON lines"
        self._rejections.append(Rejection(row.line, "/code", f"{detail} {mend}"))

    def _merge(self, code: str, row: PatchRow, entry: StoredEntry | None) -> None:
        if entry is None and code in self._others:
            self._reject_rewritten_code(code, row)
            return
        known = None if entry is None else from_json(entry.content)
        found = merge(self._type.content, row, known, without=self._type.elsewhere)
        self._rejections += found.faults
        if found.content is None:
            if not found.faults:
                self._outcomes.append(Outcome(row.line, code, "unchanged"))
        elif found.content.code != code:
            detail = f"the fields make the code {found.content.code}, and not {code}"
            self._rejections.append(Rejection(row.line, "/code", detail))
        elif code in self._others:
            self._reject_rewritten_code(code, row)
        elif entry is None:
            self._contents[code] = found.content
        else:
            before = self._type.content.model_validate_json(entry.content, context=AS_STORED)
            self._compare(row, before, found.content)

    async def _find_unknown_references(
        self, rows: Sequence[PatchRow], stored: Mapping[str, StoredEntry]
    ) -> None:
        """Find what rows that are rejected anyway refer to and is nowhere, so that no fault hides another.

        What may still come in the file is waited for, and so are its rows.
        """
        known: dict[int, set[str]] = {}
        for fault in self._rejections:
            known.setdefault(fault.line, set()).add(fault.pointer)
        named = {
            row.line: [
                one
                for one in references(self._type, row.patch, self._stored_values(row, stored))
                if one.pointer not in known[row.line] and self._is_elsewhere(one)
            ]
            for row in rows
            if row.line in known
        }
        unknown = await unknown_codes(self._tx, named.values())
        wrong = {
            line: [one for one in own if one.code in unknown[one.table]][:MOST_FAULTS]
            for line, own in named.items()
        }
        if self._batch.may_defer:
            self._wait_for(line for line, own in wrong.items() if any(map(self._is_own, own)))
        for line, faults in (await explained(self._tx, wrong)).items():
            if line not in self._deferred:
                self._rejections += [Rejection(line, fault.pointer, fault.detail) for fault in faults]

    def _stored_values(self, row: PatchRow, stored: Mapping[str, StoredEntry]) -> Mapping[str, Any]:
        entry = stored.get(code_in(row.patch, self._type.content.code_parts) or "")
        return {} if entry is None else from_json(entry.content)

    def _is_own(self, reference: Reference) -> bool:
        return reference.table == self._type.table.name

    def _is_elsewhere(self, reference: Reference) -> bool:
        """Whether what is referred to is not in this very batch."""
        return not (self._is_own(reference) and reference.code in self._rows)

    def _wait_for(self, lines: Iterable[int]) -> None:
        deferred = set(lines)
        self._deferred += sorted(deferred)
        self._rejections = [fault for fault in self._rejections if fault.line not in deferred]

    def _compare(self, row: PatchRow, before: C, after: C) -> None:
        """Take in what changes a stored entry, unless it is older or would make it another."""
        if (fault := identity_fault(before, after, self._type.party)) is not None:
            self._rejections.append(Rejection(row.line, f"/{fault[0]}", fault[1]))
        elif is_older(before, after):
            differs = bool({*changed_fields(before, after)} - {"source", "as_of"})
            self._outcomes.append(Outcome(row.line, before.code, "older" if differs else "unchanged"))
        else:
            self._contents[before.code] = after

    async def _order(self) -> None:
        """Put what entries of the same type refer to first; what may still come in the file is waited for."""
        own = [field for field, table in self._type.refers.items() if table == self._type.table.name]
        if not own:
            return
        wanted = {code: _references(content, own) for code, content in self._contents.items()}
        every = {reference for references in wanted.values() for reference in references}
        unknown = await store.missing(self._tx, self._type.table.name, every)
        placed, left = in_order(wanted, every - unknown)
        if self._batch.may_defer:
            self._deferred += [self._rows[code].line for code in left]
            left = []
        self._contents = {code: self._contents[code] for code in (*placed, *left)}

    async def _write(self, stored: Mapping[str, StoredEntry]) -> None:
        codes = list(self._contents)
        contents = [self._contents[code] for code in codes]
        result = await write_merged(self._tx, self._type, contents, stored, is_trial=self._batch.is_trial)
        for position, faults in result.faults.items():
            line = self._rows[codes[position]].line
            self._rejections += [Rejection(line, fault.pointer, fault.detail) for fault in faults]
        refused = {codes[position] for position in result.faults}
        changes = {change.content.code: change for change in result.changes}
        for code in codes:
            if code in refused:
                continue
            change, line = changes.get(code), self._rows[code].line
            if change is None:
                self._outcomes.append(Outcome(line, code, "unchanged"))
            else:
                fields = changed_fields(change.before, change.content)
                self._outcomes.append(Outcome(line, code, "changed" if change.before else "created", fields))


def _references(content: Any, fields: Sequence[str]) -> list[str]:
    values = [getattr(content, field) for field in fields]
    return [code for value in values for code in (value if isinstance(value, list) else [value]) if code]

"""Whoever mends a row sees all that is wrong with it: no fault hides another, in files of no collection."""

import json
from typing import Any

import httpx
import pytest
from pydantic import BaseModel

from chassis.process.runtime import Runtime
from chassis.resources.bulk.cell_writing import list_text
from chassis.resources.bulk.shapes import Shape, fields
from registry.catalogue.entry_types import EntryType
from registry.entry_types import ENTRY_TYPES
from tests.integration.registry.imports import faults, imported

Headers = dict[str, str]
UNKNOWN = {"goal": ["ZZZ/8", "ZZZ/9"], "sdg_targets": ["10.99", "18.1"]}
"""Well-formed, and nowhere there."""
NO_VALUE = "\x07"
"""Which is no date, number, code, link or line."""


def broken_row(entry_type: EntryType[Any]) -> dict[str, Any]:
    """A row of which each column is wrong: references to nothing, and values that are none."""
    row: dict[str, Any] = {}
    content: type[BaseModel] = entry_type.content
    for field in fields(content):
        table = {**entry_type.refers, **entry_type.outside}.get(field.name, field.name)
        if field.name in entry_type.elsewhere:
            continue
        unknown = UNKNOWN.get(table, ["ZZZ-8", "ZZZ-9"])
        if table == field.name and table not in UNKNOWN:
            row[field.name] = NO_VALUE
        else:
            row[field.name] = unknown if field.shape is Shape.LIST else unknown[0]
    return row


def wanted(row: dict[str, Any]) -> set[str]:
    """The pointers of what is wrong with it."""
    return {
        f"/{name}/{place}" if isinstance(value, list) else f"/{name}"
        for name, value in row.items()
        for place in range(len(value) if isinstance(value, list) else 1)
    }


@pytest.mark.parametrize("form", ["csv", "ndjson"])
@pytest.mark.parametrize("entry_type", ENTRY_TYPES, ids=lambda entry_type: entry_type.plural)
async def test_every_column_of_a_row_is_named(
    entry_type: EntryType[Any], form: str, runtime: Runtime, client: httpx.AsyncClient, registrar: Headers
) -> None:
    row = broken_row(entry_type)
    noun = entry_type.path.rpartition("/")[2]
    cells = [list_text(value) if isinstance(value, list) else value for value in row.values()]
    file = f"{','.join(row)}\n{','.join(cells)}\n" if form == "csv" else json.dumps(row)
    done = await imported(client, registrar, runtime.database, noun, file, form)
    found = [pointer for _, pointer, _ in faults(done)]
    whole = {pointer.removesuffix("/0") for pointer in found}  # a cell may be a list of one
    assert wanted(row) - set(found) - whole == set(), done
    assert len(found) == len(set(found)), found


async def test_what_is_unknown_comes_with_what_is_near(
    runtime: Runtime, client: httpx.AsyncClient, registrar: Headers
) -> None:
    about = '"source":"invented","as_of":"2026-01-31"'
    themes = f'{{"code":"labour-mobility","name":"Labour",{about}}}\n'
    themes += f'{{"code":"x","name":"X","parent":"labor-mobility","goals":["GCM/24"],{about}}}\n'
    instruments = f'{{"code":"ICRMW","kind":"treaty","title":"Migrant Workers Convention",{about}}}\n'
    acts = f'{{"instrument":"Migrant Worker Convention","state":"Kennya","action":"signature",{about}}}\n'
    found = {}
    for noun, file in (("themes", themes), ("instruments", instruments), ("participations", acts)):
        done = await imported(client, registrar, runtime.database, noun, file, "ndjson")
        found.update({pointer: detail for _, pointer, detail in faults(done)})
    done = await imported(client, registrar, runtime.database, "themes", "code,Parents,nams.fr\n")
    assert done["reason"] == "there is no column 'Parents'; nearest: parent"
    for pointer, nearest in {
        "/parent": "nearest: labour-mobility",
        "/goals/0": "nearest: GCM/2",
        "/instrument": "nearest: ICRMW (Migrant Workers Convention)",
        "/state": "nearest: KEN (Kenya)",
    }.items():
        assert nearest in found[pointer], found

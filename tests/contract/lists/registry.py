"""The registry with some of all that it ships, and rows in the lists for which it ships none."""

from collections.abc import Mapping
from typing import Any, get_args

from sqlalchemy import Date, Table

from chassis.base.identifiers import new_id
from chassis.base.tables import import_job, import_row
from chassis.resources.collections.models import CollectionQuery
from chassis.testing import TokenIssuer
from registry.entry_types import ENTRY_TYPES
from registry.findings.models import FindingsQuery
from registry.gaps.rules.analysis import Counts
from registry.practices.entries import Practice
from registry.schema import metadata
from tests.contract.lists.at_once import AtOnce
from tests.contract.lists.reading import List, Rows
from tests.contract.lists.rows import Filler, Row, row

MANY = range(17)
_TABLES: Mapping[str, Table] = {table.name: table for table in metadata.tables.values()}
_JOB = str(new_id())
_SORTED: list[tuple[str, str, Table, type[CollectionQuery]]] = [
    (one.plural, one.path, one.table, one.query) for one in ENTRY_TYPES
]
_SORTED.append(("findings", "/v1/findings", _TABLES["finding"], FindingsQuery))
_KEEP = """
DELETE FROM registry.{table} WHERE id NOT IN (
    SELECT id FROM registry.{table} ORDER BY code <> ALL ('{{LDC,ICRMW,KEN}}'), code LIMIT {many})
"""
_DATE = """
UPDATE registry.{table} SET {column} = CASE place % 6
    WHEN 0 THEN NULL WHEN 1 THEN NULL WHEN 2 THEN DATE '2020-02-02' WHEN 3 THEN DATE 'infinity'
    WHEN 4 THEN DATE '-infinity' ELSE {column} END
FROM (SELECT id, row_number() OVER (ORDER BY code) AS place FROM registry.{table}) numbered
WHERE numbered.id = {table}.id
"""
_MEMBERS = """
UPDATE registry.membership SET grouping = 'LDC', actor = other.code
FROM (SELECT id, row_number() OVER (ORDER BY code) AS place FROM registry.membership) numbered
JOIN (SELECT code, row_number() OVER (ORDER BY code) AS place FROM registry.actor) other USING (place)
WHERE numbered.id = membership.id
"""
_REVISIONS = """
INSERT INTO registry.revision
SELECT noun, id, version + place, code, recorded_at + place % 3 * interval '1 second', superseded_at,
       recorded_by, document
FROM registry.revision
JOIN (SELECT min(id::text) FROM registry.revision GROUP BY noun) one (first) ON first = id::text
CROSS JOIN generate_series(1, 16) place
"""
_APPLIED = "UPDATE registry.provision SET applied_by = ARRAY(SELECT code FROM registry.actor)"
_MEMBERS_TODAY = """
SELECT actor FROM registry.membership
WHERE coalesce(valid_from <= current_date, true) AND coalesce(valid_until > current_date, true) ORDER BY 1
"""
_OPEN_TO_ALL = "SELECT code FROM registry.instrument WHERE grouping IS NULL ORDER BY 1"
_STATE_ROWS = Rows("registry.actor", where="kind = 'state'", fresh=("id",))
_STATES = "SELECT code FROM registry.actor WHERE kind = 'state' ORDER BY code"


async def fill(filler: Filler) -> None:
    """Let each list have some pages, with dates that are missing, alike and endless."""
    for entry_type in ENTRY_TYPES:
        await filler.run(_KEEP.format(table=entry_type.table.name, many=len(MANY)))
    await filler.run(_MEMBERS)
    for name, rows in _rows(await filler.first("registry.practice")).items():
        await filler.add(name, rows)
    for _, _, table, query in _SORTED:
        for name in get_args(query.model_fields["sort"].annotation):
            if name in table.columns and _is_open(table, name):
                await filler.run(_DATE.format(table=table.name, column=name))
    await filler.run(_REVISIONS)
    await filler.run(_APPLIED)


def _rows(practice: Row) -> Mapping[str, list[Row]]:
    content = {name: practice[name] for name in Practice.model_fields if name in practice}
    counts = dict.fromkeys(Counts.model_fields, 0)
    accreditations = _many("accreditation", "A-2026-{}", since="2026-01-01", name="x", kind="civil_society")
    step = _TABLES["accreditation_step"]
    finding = {"kind": "reported", "opened_on": "2024-01-01", "published_at": "2026-01-01T00:00:00Z"}
    findings = _many("finding", "F-{:03}", **finding)
    analysis, adoption = _TABLES["gap_analysis"], _TABLES["practice_adoption"]
    faults = [{"pointer": "/code", "detail": "x"}]
    return {
        "registry.finding": [one | {"occasion": one["code"]} for one in findings],
        "registry.accreditation": accreditations,
        "registry.accreditation_step": [
            row(step, accreditation_id=one["id"], step="applied") for one in accreditations
        ],
        "registry.practice_submission": _many("practice_submission", "p-{}", content=content),
        "registry.practice_adoption": [
            row(adoption, practice=practice["code"], party=f"P{place}") for place in MANY
        ],
        "registry.gap_analysis": [row(analysis, version=place + 1000, counts=counts) for place in MANY],
        "chassis.import_job": [row(import_job, id=_JOB, noun="actors", mode="row_by_row")],
        "chassis.import_row": [
            row(import_row, job=_JOB, line=place, errors=faults, data={"code": f"A{place}"}) for place in MANY
        ],
    }


def _many(table: str, code: str, **given: Any) -> list[Row]:
    return [row(_TABLES[table], id=str(new_id()), code=code.format(place), **given) for place in MANY]


async def lists(filler: Filler, issuer: TokenIssuer) -> Mapping[str, list[List]]:
    """By the id of the operation, the lists that it must give."""
    reader = issuer.headers(scopes="practices:write practices:review accreditations:review registry:write")
    found = {operation: [one] async for operation, one in _revisions(filler)}
    for plural, path, table, query in _SORTED:
        found[f"list_{plural}"] = [
            List(
                f"{path}?sort={sort}",
                "code",
                await filler.codes(_in_order(table, sort)),
                rows=Rows(table.fullname, fresh=("id",)),
            )
            for sort in get_args(query.model_fields["sort"].annotation)
        ]
    provision = (await filler.first("registry.provision"))["code"]
    practice = (await filler.first("registry.practice_adoption"))["practice"]
    for operation, (path, key, wanted, rows) in {
        "list_accreditations": (
            "/v1/accreditations",
            "code",
            _by("code", "registry.accreditation"),
            Rows("registry.accreditation", fresh=("id",), grows=False),
        ),
        "list_gap_analyses": (
            "/v1/gap-analyses",
            "version",
            _by("version", "registry.gap_analysis"),
            Rows("registry.gap_analysis", "version"),
        ),
        "list_practice_submissions": (
            "/v1/practices/submissions",
            "id",
            _by("id", "registry.practice_submission"),
            Rows("registry.practice_submission", "id", fresh=("code",)),
        ),
        "list_practice_adoptions": (
            f"/v1/practices/{practice}/adoptions",
            "party",
            _by("party", "registry.practice_adoption"),
            Rows("registry.practice_adoption", "party"),
        ),
        "list_members": (
            "/v1/groupings/LDC/members",
            "code",
            _MEMBERS_TODAY,
            Rows("registry.membership", "actor", "grouping = 'LDC'", grows=False),
        ),
        "list_instrument_status": ("/v1/instruments/ICRMW/status", "state", _STATES, _STATE_ROWS),
        "list_provision_states": (f"/v1/provisions/{provision}/states", "state", _STATES, _STATE_ROWS),
        "list_actor_participations": (
            "/v1/actors/KEN/participations",
            "instrument",
            _OPEN_TO_ALL,
            Rows("registry.instrument", where="grouping IS NULL", fresh=("id",)),
        ),
    }.items():
        found[operation] = [List(path, key, await filler.codes(wanted), reader, rows=rows)]
    lines = await filler.codes(_by("line", "chassis.import_row"))
    found["get_actors_import"] = [
        List(
            f"/v1/actors/imports/{_JOB}",
            "line",
            lines,
            reader,
            within="rejections",
            rows=Rows("chassis.import_row", "line"),
        )
    ]
    return found


async def at_once(filler: Filler, issuer: TokenIssuer) -> Mapping[str, AtOnce]:
    """By the id of the operation, what it must give at once."""
    found = {
        f"export_{plural}": AtOnce(f"{path}:export", "code", await filler.codes(_by("code", table.fullname)))
        for plural, path, table, _ in _SORTED
    }
    aliases = await filler.codes("SELECT concat_ws('.', scheme, alias, actor) FROM registry.actor_alias")
    rejected = await filler.codes("SELECT data ->> 'code' FROM chassis.import_row")
    writer = issuer.headers(scopes="registry:write")
    member = "SELECT grouping FROM registry.membership WHERE actor = '{}'"
    actor = (await filler.first("registry.membership", "valid_from IS NULL AND valid_until IS NULL"))["actor"]
    return found | {
        "export_actor_aliases": AtOnce("/v1/actor-aliases:export", "code", aliases),
        "export_actors_import_rejected": AtOnce(
            f"/v1/actors/imports/{_JOB}/rejected", "code", rejected, writer
        ),
        "list_actor_groupings": AtOnce(
            f"/v1/actors/{actor}/groupings", "code", await filler.codes(member.format(actor))
        ),
    }


async def _revisions(filler: Filler) -> Any:
    for entry_type in ENTRY_TYPES:
        noun = f"noun = '{entry_type.table.name}'"
        code = (await filler.first("registry.revision", f"{noun} AND version > 15"))["code"]
        versions = await filler.codes(
            f"SELECT version FROM registry.revision WHERE {noun} AND code = '{code}'"
            " ORDER BY recorded_at, version"
        )
        path = f"{entry_type.path}/{code}/revisions"
        rows = Rows("registry.revision", "version", f"{noun} AND code = '{code}'", grows=False)
        yield f"list_{entry_type.name}_revisions", List(path, "version", versions, rows=rows)


def _is_open(table: Table, name: str) -> bool:
    """Whether it is a date that may be missing."""
    return isinstance(table.columns[name].type, Date) and bool(table.columns[name].nullable)


def _by(key: str, table: str) -> str:
    return f"SELECT {key} FROM {table} ORDER BY {key}"


def _in_order(table: Table, sort: str) -> str:
    name = sort.removeprefix("-")
    value = f'"{name}"'
    if _is_open(table, name):
        value = f"CASE WHEN isfinite({name}) THEN {name} END"
    way = "DESC NULLS FIRST" if sort.startswith("-") else "ASC NULLS LAST"
    return f"SELECT code FROM {table.fullname} ORDER BY {value} {way}, code {way.split(maxsplit=1)[0]}"

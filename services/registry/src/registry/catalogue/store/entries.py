"""Entries of the catalogue: which there are, and which refer to them."""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import Table, text

from chassis.database import Session


class Referrer(NamedTuple):
    """An entry that refers to another."""

    entry_type: str
    code: str


Place = tuple[Table, str]
"""A table, and its column with codes of other entries."""


async def missing(session: Session, table: str, codes: Collection[str]) -> set[str]:
    """Those of `codes` that no entry of `table` has."""
    return (await missing_in(session, {table: codes}))[table]


async def missing_in(session: Session, wanted: Mapping[str, Collection[str]]) -> dict[str, set[str]]:
    """Of the codes that are `wanted` of each table (or view), those that nothing in it has: one statement."""
    unknown: dict[str, set[str]] = {table: set() for table in wanted}
    tables = sorted(table for table, codes in wanted.items() if codes)
    if tables:
        found = text(" UNION ALL ".join(map(_missing, tables)))
        values = {table: list(wanted[table]) for table in tables}
        for row in await session.execute(found, values):
            unknown[row.of_table].add(row.code)
    return unknown


def _missing(table: str) -> str:
    return f"""
        SELECT '{table}' AS of_table, code FROM unnest(CAST(:{table} AS text[])) code
        WHERE NOT EXISTS (SELECT FROM registry."{table}" entry WHERE entry.code = code.code)
    """


_NUMBER = "'^[0-9]{1,30}([.][0-9]{1,30})?([Ee][+-]?[0-9]{1,2})?$'"


async def same_values(session: Session, table: Table, codes: Collection[str]) -> dict[str, str]:
    """For each of `codes`, which are numbers or truth values, another code of `table` of the same value."""
    if not codes:
        return {}
    found = text(
        f"""
        SELECT asked.code, min(entry.code) AS known
        FROM unnest(CAST(:codes AS text[])) asked (code)
        JOIN {table.fullname} entry ON entry.code <> asked.code AND (lower(entry.code) = lower(asked.code)
            OR CASE WHEN entry.code ~ {_NUMBER} AND asked.code ~ {_NUMBER}
                    THEN abs(CAST(entry.code AS numeric) - CAST(asked.code AS numeric))
                        <= 1e-14 * abs(CAST(asked.code AS numeric)) END)
        GROUP BY asked.code
        """
    )
    return {row.code: row.known for row in await session.execute(found, {"codes": list(codes)})}


async def same_letters(session: Session, table: Table, codes: Collection[str]) -> dict[str, str]:
    """For each of `codes` another code of `table` that differs from it in case alone."""
    found = text(
        f"""
        SELECT asked.code, min(entry.code) AS known
        FROM unnest(CAST(:codes AS text[])) asked (code)
        JOIN {table.fullname} entry ON lower(entry.code) = lower(asked.code) AND entry.code <> asked.code
        GROUP BY asked.code
        """
    )
    return {row.code: row.known for row in await session.execute(found, {"codes": list(codes)})}


async def parents(session: Session, table: str) -> dict[str, str]:
    """The parent of each entry of `table` that has one, by code."""
    found = text(f'SELECT code, parent FROM registry."{table}" WHERE parent IS NOT NULL')
    return {row.code: row.parent for row in await session.execute(found)}


async def referrer(session: Session, places: Iterable[Place], code: str) -> Referrer | None:
    """One entry that has `code` in one of `places`, if there is one."""
    for table, name in places:
        column = table.c[name]
        has = f"{name} @> ARRAY[:code]" if column.type.python_type is list else f"{name} = :code"
        found = text(f"SELECT '{table.name}' AS entry_type, code FROM {table.fullname} WHERE {has} LIMIT 1")
        row = (await session.execute(found, {"code": code})).one_or_none()
        if row is not None:
            return Referrer._make(row)
    return None

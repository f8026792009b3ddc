"""Codes in the reference files mean one actor each."""

import csv
from collections.abc import Iterator

from tests.support.references import REGISTRY_ROWS


def column(file: str, name: str) -> Iterator[str]:
    with (REGISTRY_ROWS / file).open(encoding="utf-8", newline="") as rows:
        yield from (row[name] for row in csv.DictReader(rows))


def test_no_organisation_and_no_grouping_has_the_code_of_a_state() -> None:
    states = set(column("states.csv", "iso3"))
    assert not states & set(column("actors.csv", "code"))
    assert not states & set(column("groupings.csv", "code"))


def test_a_regional_organisation_has_one_code_as_an_actor_and_as_a_grouping() -> None:
    kinds = zip(column("groupings.csv", "code"), column("groupings.csv", "kind"), strict=True)
    organisations = {code for code, kind in kinds if kind == "regional_organisation"}
    assert organisations <= set(column("actors.csv", "code"))


def test_no_alias_contradicts_a_code() -> None:
    states = set(column("states.csv", "iso3"))
    aliases = dict(
        zip(column("actor_aliases.csv", "alias"), column("actor_aliases.csv", "actor"), strict=True)
    )
    assert all(actor == alias for alias, actor in aliases.items() if alias in states)

"""The glossary: each term once, with where it lives, and no area without a term."""

import re
import tomllib
from typing import NamedTuple

from tests.unit.documents.pages import ROOT, mentions

PAGE = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (?P<term>\*\*.+?\*\*) \| (?P<meaning>.+) \| (?P<places>\[[^|]+\]) \|$", re.MULTILINE)
WITHOUT_TERMS = {
    "__main__",
    "app",
    "cli",
    "schema",
    "settings",
    "reference_data",
    "tables",
    "entry_types",
    "search",
}
"""Layers that are no areas, and the search in all of them."""


class Term(NamedTuple):
    name: str
    places: list[str]


TERMS = [
    Term(name.strip(), re.findall(r"\[([^]]+)\]", row["places"]))
    for row in ROW.finditer(PAGE)
    for name in row["term"].strip("*").split(",")
]


def test_every_row_is_a_term_with_its_meaning_and_places() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| **")]
    assert len(rows) == len(ROW.findall(PAGE))
    assert len(rows) > 100


def test_no_term_is_explained_twice() -> None:
    names = [term.name.casefold() for term in TERMS]
    assert sorted(names) == sorted(set(names))


def test_every_place_leads_somewhere() -> None:
    known = {mention.text for mention in mentions(PAGE) if mention.target}
    used = {place for term in TERMS for place in term.places}
    assert used <= known
    assert len(used) > 30


def test_every_area_of_every_service_has_a_term() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    areas = {
        f"{contract['containers'][0]}/{area}"
        for contract in contracts
        if contract["name"].endswith(": order of areas")
        for layer in contract["layers"]
        for area in re.split(r"[ |:]+", layer)
        if area not in WITHOUT_TERMS
    }
    assert len(areas) > 20
    assert areas <= {place for term in TERMS for place in term.places}

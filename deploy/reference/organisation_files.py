"""The regional organisations as groupings, with their members among the Member States."""

from collections.abc import Iterator
from pathlib import Path

import csv_files

KIND = "regional_organisation"


def groupings(curated: Path) -> Iterator[dict[str, str]]:
    """A row of groupings.csv for each organisation."""
    for row in csv_files.read(curated / "regional_organisations.csv"):
        yield {**row, "kind": KIND}


def memberships(curated: Path) -> Iterator[dict[str, str]]:
    """A row of memberships.csv for each member; no membership is primary, as the organisations overlap."""
    facts = {row["code"]: row for row in csv_files.read(curated / "regional_organisations.csv")}
    for row in csv_files.read(curated / "regional_members.csv"):
        organisation = facts[row["organisation"]]
        for member in row["members"].split():
            yield {
                "grouping": row["organisation"],
                "member": member,
                "primary": "false",
                "valid_from": row["valid_from"],
                "source": organisation["source"],
                "as_of": organisation["as_of"],
            }

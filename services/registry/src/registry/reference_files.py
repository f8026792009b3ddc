"""The reference files that come with the product, read into facts. Their columns: `reference/README.md`.

"NA" is Namibia's code: no text but the empty one means that a value is missing.
"""

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from registry.rules.actors import ActorFacts, GroupingFacts, Listing

_NAME = "name_"


@dataclass(frozen=True)
class Reference:
    """What the files of one folder say."""

    groupings: list[GroupingFacts]
    actors: list[ActorFacts]


def read(folder: Path) -> Reference:
    """The facts in `folder`. Raises `OSError`, or pydantic's `ValidationError` for a broken row."""
    groupings = [GroupingFacts.model_validate(row) for row in _rows(folder, "groupings.csv")]
    commissions = {grouping.code for grouping in groupings if grouping.kind == "regional_commission"}
    listings: dict[str, dict[str, Listing]] = defaultdict(dict)
    regions: dict[str, str] = {}
    for row in _rows(folder, "memberships.csv"):
        listings[row["member"]][row["grouping"]] = Listing.model_validate(row)
        if row["primary"] == "true" and row["grouping"] in commissions:
            regions[row["member"]] = row["grouping"]
    actors = [
        ActorFacts.model_validate({**said, "region": regions.get(code), "groupings": listings.get(code, {})})
        for code, said in [*_states(folder), *_others(folder)]
    ]
    return Reference(groupings, actors)


def _states(folder: Path) -> Iterator[tuple[str, Mapping[str, object]]]:
    for row in _rows(folder, "states.csv"):
        names = {key.removeprefix(_NAME): name for key, name in row.items() if key.startswith(_NAME) and name}
        said = {**row, "code": row["iso3"], "kind": "state", "name": names["en"], "names": names}
        yield row["iso3"], said


def _others(folder: Path) -> Iterator[tuple[str, Mapping[str, object]]]:
    for row in _rows(folder, "actors.csv"):
        yield row["code"], {**row, "names": {"en": row["name"]}}


def _rows(folder: Path, name: str) -> Iterator[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)

"""Other codes and names of the Member States, so that files that use them can be read."""

from collections.abc import Iterator
from pathlib import Path

import csv_files
import registry_files

ALIAS_COLUMNS = ["scheme", "alias", "actor", "source", "as_of"]
PUBLISHED_NAMES = ("official_name_en", "CLDR display name", "UNTERM English Short", "UNTERM English Formal")


def build(data: Path, curated: Path, output: Path) -> dict[str, int]:
    """Write state_aliases.csv and return its row count."""
    rows = [*csv_files.read(curated / "state_aliases.csv"), *_published(data)]
    rows.sort(key=lambda row: (row["scheme"], row["actor"], row["alias"]))
    return {"state_aliases.csv": csv_files.write(output / "state_aliases.csv", ALIAS_COLUMNS, rows)}


def codes(curated: Path, scheme: str) -> dict[str, str]:
    """The ISO 3166-1 alpha-3 codes of the States that `scheme` gives another code."""
    rows = csv_files.read(curated / "state_aliases.csv")
    return {row["alias"]: row["actor"] for row in rows if row["scheme"] == scheme}


def _published(data: Path) -> Iterator[dict[str, str]]:
    """The usual and formal names in English other than the one in states.csv."""
    for row in registry_files.member_states(data):
        iso3 = row["ISO3166-1-Alpha-3"]
        names = {_tidy(row[column]) for column in PUBLISHED_NAMES} - {"", registry_files.english_name(row)}
        for name in sorted(names):
            yield {
                "scheme": "name",
                "alias": name,
                "actor": iso3,
                "source": registry_files.COUNTRY_SOURCE,
                "as_of": registry_files.COUNTRY_AS_OF,
            }


def _tidy(name: str) -> str:
    """Without the article that the terminology database puts before or, in brackets, after a name."""
    return name.replace("’", "'").removeprefix("the ").removesuffix(" (the)").strip()

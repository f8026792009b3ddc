"""Other codes and names of States and organisations, so that files that use them can be read."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import csv_files
import registry_files

ALIAS_COLUMNS = ["scheme", "language", "alias", "actor", "source", "as_of"]
FILE = "actor_aliases.csv"
LANGUAGES = {
    "en": "English",
    "fr": "French",
    "es": "Spanish",
    "ar": "Arabic",
    "ru": "Russian",
    "zh": "Chinese",
}
OFFICIAL = {"en": "official_name_en", "fr": "official_name_fr", "es": "official_name_es"}
CLDR_SOURCE = "Unicode Common Locale Data Repository (CLDR), by way of Babel"
CLDR_AS_OF = "2026-11-28"
_ARTICLE_BEFORE = re.compile(r"^(?:the|la|le|les|el|los|las) |^l'")
_ARTICLE_AFTER = re.compile(r" \((?:the|la|le|les|el|los|las|l')\)$")
Name = tuple[str, str, str]
"""Language, name, and the State that has it."""


def build(data: Path, curated: Path, output: Path) -> dict[str, int]:
    """Write the aliases and return how many there are."""
    shown = {(row["iso3"], name) for row in csv_files.read(output / "states.csv") for name in row.values()}
    rows = csv_files.read(curated / "actor_aliases.csv")
    known = {(row["actor"], row["alias"]) for row in rows} | shown
    for names, source, as_of in (
        (_published(data), registry_files.COUNTRY_SOURCE, registry_files.COUNTRY_AS_OF),
        (_of_cldr(curated), CLDR_SOURCE, CLDR_AS_OF),
    ):
        for language, name, actor in _new(names, known):
            cells = ("name", language, name, actor, source, as_of)
            rows.append(dict(zip(ALIAS_COLUMNS, cells, strict=True)))
    rows.sort(key=lambda row: (row["scheme"], row["actor"], row["language"], row["alias"]))
    return {FILE: csv_files.write(output / FILE, ALIAS_COLUMNS, rows)}


def codes(curated: Path, scheme: str) -> dict[str, str]:
    """The ISO 3166-1 alpha-3 codes of the States that `scheme` gives another code."""
    rows = csv_files.read(curated / "actor_aliases.csv")
    return {row["alias"]: row["actor"] for row in rows if row["scheme"] == scheme}


def _new(names: Iterable[Name], known: set[tuple[str, str]]) -> Iterator[Name]:
    for language, name, actor in names:
        if name and (actor, name) not in known:
            known.add((actor, name))
            yield language, name, actor


def _published(data: Path) -> Iterator[Name]:
    """The short and formal names in six languages, and those in use at the source."""
    for row in registry_files.member_states(data):
        for language, published in LANGUAGES.items():
            columns = [f"UNTERM {published} Short", f"UNTERM {published} Formal"]
            for column in [*columns, *filter(None, [OFFICIAL.get(language)])]:
                yield language, _tidy(row[column]), row["ISO3166-1-Alpha-3"]
        yield "en", _tidy(row["CLDR display name"]), row["ISO3166-1-Alpha-3"]


def _of_cldr(curated: Path) -> Iterator[Name]:
    for row in csv_files.read(curated / "cldr_names.csv"):
        yield row["language"], _tidy(row["name"]), row["actor"]


def _tidy(name: str) -> str:
    """Without the article that the terminology database puts before or, in brackets, after a name."""
    return _ARTICLE_BEFORE.sub("", _ARTICLE_AFTER.sub("", " ".join(name.replace("’", "'").split())))

"""The registry's facts: the 193 Member States, their groupings, and who belongs to which."""

from collections.abc import Iterator
from pathlib import Path

import csv_files
import organisation_files

COUNTRY_SOURCE = "ISO 3166-1 and UN M49, by way of the country-codes data set (PDDL)"
# The source bears no date: this is the latest dated change that it reflects (Bhutan had left the LDCs).
COUNTRY_AS_OF = "2023-12-13"
COMMISSION_SOURCE = "Member States listed by the five UN regional commissions"
COMMISSION_AS_OF = "2024-12-31"
LDC_AS_OF = "2024-12-13"

NOT_MEMBER_STATES = {"VAT", "TWN"}  # independent in the source, and not Members of the United Nations
GRADUATED_LDC = {"STP"}  # 13 December 2024, after the source was made
NAMES = {  # where the source has no short name in use at the United Nations
    "CIV": {"name_en": "Côte d'Ivoire"},
    "NLD": {
        "name_fr": "Pays-Bas",
        "name_es": "Países Bajos",
        "name_ar": "هولندا",
        "name_ru": "Нидерланды",
        "name_zh": "荷兰",
    },
}

LANGUAGES = {"en": "en", "fr": "fr", "es": "es", "ar": "ar", "ru": "ru", "zh": "cn"}
UN_GROUPS = {
    "LDC": ("Least developed countries", "Least Developed Countries (LDC)"),
    "LLDC": ("Landlocked developing countries", "Land Locked Developing Countries (LLDC)"),
    "SIDS": ("Small island developing States", "Small Island Developing States (SIDS)"),
}
COMMISSIONS = {
    "ECA": "Economic Commission for Africa",
    "ECE": "Economic Commission for Europe",
    "ECLAC": "Economic Commission for Latin America and the Caribbean",
    "ESCAP": "Economic and Social Commission for Asia and the Pacific",
    "ESCWA": "Economic and Social Commission for Western Asia",
}

STATE_COLUMNS = ["iso3", "iso2", "m49", *(f"name_{language}" for language in LANGUAGES), "source", "as_of"]
GROUPING_COLUMNS = ["code", "kind", "name", "source", "as_of"]
MEMBERSHIP_COLUMNS = ["grouping", "member", "primary", "valid_from", "source", "as_of"]


def member_states(data: Path) -> list[dict[str, str]]:
    """The source rows of the Members of the United Nations, by ISO 3166-1 alpha-3 code."""
    rows = csv_files.read(data / "countries" / "country-codes.csv")
    states = [
        row
        for row in rows
        if row["is_independent"] == "Yes" and row["ISO3166-1-Alpha-3"] not in NOT_MEMBER_STATES
    ]
    if len(states) != 193:
        raise ValueError(f"the United Nations has 193 Member States, the source gives {len(states)}")
    return sorted(states, key=lambda row: row["ISO3166-1-Alpha-3"])


def build(data: Path, curated: Path, output: Path) -> dict[str, int]:
    """Write states.csv, groupings.csv and memberships.csv; return their row counts."""
    states = member_states(data)
    commissions = _commission_members(curated)
    groupings = [*_groupings(states), *organisation_files.groupings(curated)]
    memberships = [*_memberships(states, commissions), *organisation_files.memberships(curated)]
    memberships.sort(key=lambda row: row["member"])
    return {
        "states.csv": csv_files.write(output / "states.csv", STATE_COLUMNS, map(_state, states)),
        "groupings.csv": csv_files.write(output / "groupings.csv", GROUPING_COLUMNS, groupings),
        "memberships.csv": csv_files.write(output / "memberships.csv", MEMBERSHIP_COLUMNS, memberships),
    }


def primary_commission(iso3: str, region: str, members: dict[str, set[str]]) -> str:
    """The one commission in whose review region a State counts.

    Several States sit in more than one commission. Latin America and the Caribbean is reviewed by ECLAC, the
    Arab States by ESCWA; of the rest, the members of ECE (Central Asia and the Caucasus among them) by ECE,
    then Africa by ECA, and everyone else by ESCAP.
    """
    if region == "Latin America and the Caribbean":
        return "ECLAC"
    return next(code for code in ("ESCWA", "ECE", "ECA", "ESCAP") if iso3 in members[code])


def english_name(row: dict[str, str]) -> str:
    """The short name in English of a State, from its source row."""
    return _state(row)["name_en"]


def _commission_members(curated: Path) -> dict[str, set[str]]:
    rows = csv_files.read(curated / "commission_members.csv")
    return {row["commission"]: set(row["members"].split()) for row in rows}


def _state(row: dict[str, str]) -> dict[str, str]:
    iso3 = row["ISO3166-1-Alpha-3"]
    names = {
        f"name_{code}": row[f"official_name_{there}"].replace("’", "'") for code, there in LANGUAGES.items()
    }
    return {
        "iso3": iso3,
        "iso2": row["ISO3166-1-Alpha-2"],
        "m49": row["M49"].zfill(3),
        **names,
        **NAMES.get(iso3, {}),
        "source": COUNTRY_SOURCE,
        "as_of": COUNTRY_AS_OF,
    }


def _groupings(states: list[dict[str, str]]) -> Iterator[dict[str, str]]:
    for code, name in COMMISSIONS.items():
        yield _grouping(code, "regional_commission", name, COMMISSION_SOURCE, COMMISSION_AS_OF)
    for level in ("Region", "Sub-region"):
        for code, name in sorted({(row[f"{level} Code"].zfill(3), row[f"{level} Name"]) for row in states}):
            yield _grouping(f"M49-{code}", "m49_region", name, COUNTRY_SOURCE, COUNTRY_AS_OF)
    for code, (name, _) in UN_GROUPS.items():
        as_of = LDC_AS_OF if code == "LDC" else COUNTRY_AS_OF
        yield _grouping(code, "un_group", name, COUNTRY_SOURCE, as_of)


def _grouping(code: str, kind: str, name: str, source: str, as_of: str) -> dict[str, str]:
    return {"code": code, "kind": kind, "name": name, "source": source, "as_of": as_of}


def _memberships(states: list[dict[str, str]], members: dict[str, set[str]]) -> Iterator[dict[str, str]]:
    for row in states:
        iso3 = row["ISO3166-1-Alpha-3"]
        primary = primary_commission(iso3, row["Sub-region Name"], members)
        for code in COMMISSIONS:
            if iso3 in members[code]:
                yield _membership(code, iso3, code == primary, COMMISSION_SOURCE, COMMISSION_AS_OF)
        for level in ("Region", "Sub-region"):
            code = f"M49-{row[f'{level} Code'].zfill(3)}"
            yield _membership(code, iso3, level == "Region", COUNTRY_SOURCE, COUNTRY_AS_OF)
        for code, (_, column) in UN_GROUPS.items():
            if row[column] and not (code == "LDC" and iso3 in GRADUATED_LDC):
                as_of = LDC_AS_OF if code == "LDC" else COUNTRY_AS_OF
                yield _membership(code, iso3, False, COUNTRY_SOURCE, as_of)


def _membership(grouping: str, member: str, primary: bool, source: str, as_of: str) -> dict[str, str]:
    return {
        "grouping": grouping,
        "member": member,
        "primary": str(primary).lower(),
        "valid_from": "",
        "source": source,
        "as_of": as_of,
    }

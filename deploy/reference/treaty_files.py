"""What the Member States did about the core human-rights treaties, one row an act.

The source has one row a State and treaty, with the days of signature, of the deposit by which the State
became bound, of effect, and of leaving. What a deposit was called is distinguished as far as the days allow:
see `_deposit`.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import alias_files
import csv_files
import registry_files

SOURCE = "Global Governance Observatory, manytreaties: memberships of human rights treaties (CC BY 4.0)"
AS_OF = "2023-01-31"  # the source ends in January 2023
OPEN_END = "9999-12-31"
# Born of Czechoslovakia and Yugoslavia, or of their successors: the day of independence.
SUCCESSOR_STATES = {
    "BIH": "1992-03-06",
    "CZE": "1993-01-01",
    "HRV": "1991-10-08",
    "MKD": "1991-11-17",
    "MNE": "2006-06-03",
    "SVK": "1993-01-01",
    "SVN": "1991-06-25",
}

PARTICIPATION_COLUMNS = ["instrument", "state", "action", "date", "in_force", "note", "source", "as_of"]

Row = dict[str, str]


def build(data: Path, curated: Path, output: Path) -> dict[str, int]:
    """Write participations.csv; return its row count and what was left out or put right."""
    remarks: Counter[str] = Counter()
    rows = list(_usable_rows(data, curated, remarks))
    notified = succession_days(rows)
    done = [act for row in rows for act in acts(row, notified, remarks)]
    done.sort(key=lambda act: (act["instrument"], act["state"], act["date"], act["action"] != "signature"))
    return {
        "participations.csv": csv_files.write(output / "participations.csv", PARTICIPATION_COLUMNS, done),
        **{f"  {action}": count for action, count in Counter(act["action"] for act in done).items()},
        **{f"  {remark}": count for remark, count in sorted(remarks.items())},
    }


def _usable_rows(data: Path, curated: Path, remarks: Counter[str]) -> Iterator[Row]:
    """The source rows of Member States on our instruments, with the codes used here."""
    instruments = {row["treaty"]: row["instrument"] for row in csv_files.read(curated / "treaties.csv")}
    aliases = alias_files.codes(curated, "ggo")
    states = {row["ISO3166-1-Alpha-3"] for row in registry_files.member_states(data)}
    for row in csv_files.read(data / "treaties" / "ggo_human_rights_memberships.csv"):
        state = aliases.get(row["stateID"], row["stateID"])
        if row["treatyID"] not in instruments:
            remarks[f"left out: {row['treatyID']} is not one of the instruments"] += 1
        elif state not in states:
            remarks[f"left out: {row['stateID']} is not a Member State"] += 1
        else:
            yield row | {"state": state, "instrument": instruments[row["treatyID"]]}


def succession_days(rows: list[Row]) -> set[tuple[str, str]]:
    """The days on which a successor State notified its succession.

    Only by succession can a treaty bind before the deposit. One letter notifies it for many treaties, so the
    day counts for all of them.
    """
    return {
        (row["state"], row["StateRatification"])
        for row in rows
        if row["state"] in SUCCESSOR_STATES and row["StateForce"] and _binds_early(row)
    }


def acts(row: Row, notified: set[tuple[str, str]], remarks: Counter[str]) -> Iterator[Row]:
    """What one State did about one treaty, by day; `remarks` counts what is left out, kept or put right."""
    deposit = _deposit(row, notified)
    days = {"signature": row["StateSignature"], deposit: row["StateRatification"]}
    if row["StateEnd"] != OPEN_END:
        days["withdrawal"] = row["StateEnd"]
    if row["StateSignature"] and row["StateSignature"] == row["StateRatification"]:
        remarks["kept: signed and ratified on one day"] += 1
    for action, day in days.items():
        if day and day < row["Signature"]:
            remarks[f"left out: {action} before the adoption of the treaty"] += 1
        elif day:
            in_force, note = _in_force(row, deposit, remarks) if action == deposit else ("", "")
            yield {
                "instrument": row["instrument"],
                "state": row["state"],
                "action": action,
                "date": day,
                "in_force": in_force,
                "note": note,
                "source": SOURCE,
                "as_of": AS_OF,
            }


def _deposit(row: Row, notified: set[tuple[str, str]]) -> str:
    """The name of the act by which the State became bound.

    Who has signed ratifies. Who has not accedes, or succeeds a State that was a party. The source separates
    the two only for the States in `SUCCESSOR_STATES`: successions of former colonies count as accessions.
    """
    if row["StateSignature"]:
        return "ratification"
    return "succession" if (row["state"], row["StateRatification"]) in notified else "accession"


def _in_force(row: Row, deposit: str, remarks: Counter[str]) -> tuple[str, str]:
    """From which day the treaty binds the State, and what was put right in the source."""
    day = row["StateForce"]
    if deposit == "succession":
        return _in_force_by_succession(row, remarks)
    if day and _binds_early(row):
        remarks["put right: effect before the deposit is left empty"] += 1
        return "", f"the source has {day} as the day of effect, before the deposit"
    if day and day < row["Force"]:
        remarks["put right: effect before the treaty's own entry into force"] += 1
        return row[
            "Force"
        ], f"the source has {day} as the day of effect, when the treaty was not in force yet"
    return day, ""


def _binds_early(row: Row) -> bool:
    return row["StateForce"] < row["StateRatification"]


def _in_force_by_succession(row: Row, remarks: Counter[str]) -> tuple[str, str]:
    day, independence = row["StateForce"], SUCCESSOR_STATES[row["state"]]
    if day and day < independence:
        remarks["put right: effect by succession before independence"] += 1
        return independence, f"the source has {day}, when the predecessor State became bound"
    return day, ""

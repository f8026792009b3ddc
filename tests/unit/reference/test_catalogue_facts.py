"""Themes, instruments, processes and the rest of the registry's catalogue as they are shipped."""

import re
from collections import Counter
from datetime import date

import pytest

from tests.support.over import over
from tests.unit.reference.files import column, rows

CODED = (
    "themes",
    "instruments",
    "provisions",
    "measures",
    "processes",
    "programme_items",
    "agreements",
    "definitions",
    "recommendations",
)
CODES = {name: column("registry", f"{name}.csv", "code") for name in (*CODED, "actors", "groupings")}
STATES = column("registry", "states.csv", "iso3")
ACTORS = CODES["actors"] | STATES
KNOWN = {
    "theme": CODES["themes"],
    "instrument": CODES["instruments"],
    "process": CODES["processes"],
    "definition": CODES["definitions"],
    "grouping": CODES["groupings"],
    "state": STATES,
    "actor": ACTORS,
}
REFERENCES = [
    ("themes", "parent", "theme"),
    *((name, "themes", "theme") for name in CODED if name not in ("themes", "definitions")),
    ("instruments", "grouping", "grouping"),
    ("participations", "instrument", "instrument"),
    ("participations", "state", "state"),
    ("provisions", "instrument", "instrument"),
    ("provisions", "applied_by", "state"),
    ("measures", "state", "state"),
    ("processes", "grouping", "grouping"),
    ("processes", "members", "actor"),
    ("processes", "observers", "actor"),
    ("programme_items", "process", "process"),
    ("programme_items", "states", "state"),
    ("agreements", "process", "process"),
    ("definitions", "supersedes", "definition"),
    ("recommendations", "actor", "actor"),
    ("role_assignments", "actor", "actor"),
]
DATES = [
    ("instruments", "adopted", "in_force"),
    ("measures", "adopted", "in_force"),
    ("measures", "adopted", "status_on"),
    ("definitions", "valid_from", "valid_until"),
    ("role_assignments", "since", "until"),
]
PAST = [
    ("instruments", "adopted"),
    ("instruments", "participations_as_of"),
    ("participations", "date"),
    ("measures", "adopted"),
    ("measures", "status_on"),
    ("programme_items", "held_on"),
    ("agreements", "adopted"),
]
BINDING = ("treaty", "protocol")


def items(cell: str) -> list[str]:
    """The items of a list cell."""
    return cell.split(";") if cell else []


@over("name", CODED)
def test_a_code_names_one_row(name: str) -> None:
    assert len(CODES[name]) == len(rows("registry", f"{name}.csv"))
    assert all(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}", code) for code in CODES[name])


@over("name, field, noun", REFERENCES)
def test_every_code_that_is_referred_to_is_known(name: str, field: str, noun: str) -> None:
    named = [item for row in rows("registry", f"{name}.csv") for item in items(row[field])]
    assert set(named) <= KNOWN[noun]


@pytest.mark.parametrize(("name", "field"), [("themes", "parent"), ("definitions", "supersedes")])
def test_what_a_row_of_the_same_file_refers_to_stands_before_it(name: str, field: str) -> None:
    before: set[str] = set()
    for row in rows("registry", f"{name}.csv"):
        assert row[field] == "" or row[field] in before
        before.add(row["code"])


@over("name", CODED)
def test_no_list_names_anything_twice(name: str) -> None:
    for row in rows("registry", f"{name}.csv"):
        for cell in (row[field] for field in row.keys() & {"themes", "goals", "members", "observers"}):
            assert len(items(cell)) == len(set(items(cell)))


@over("name, earlier, later", DATES)
def test_dates_follow_each_other(name: str, earlier: str, later: str) -> None:
    for row in rows("registry", f"{name}.csv"):
        if row[earlier] and row[later]:
            assert date.fromisoformat(row[earlier]) <= date.fromisoformat(row[later])


@over("name, field", PAST)
def test_what_has_happened_is_not_after_the_day_of_the_row(name: str, field: str) -> None:
    for row in rows("registry", f"{name}.csv"):
        if row[field]:
            assert date(1945, 1, 1) < date.fromisoformat(row[field]) <= date.fromisoformat(row["as_of"])


def test_themes_cover_every_objective_and_every_target_that_bears_on_migration() -> None:
    goals = {(row["framework"], row["code"]) for row in rows("commitments", "goals.csv")}
    themes = rows("registry", "themes.csv")
    covered = {("GCM", goal.removeprefix("GCM/")) for row in themes for goal in items(row["goals"])}
    covered |= {("SDG", target) for row in themes for target in items(row["sdg_targets"])}
    assert covered == goals


@pytest.mark.parametrize("field", ["name", "names.en", "names.fr", "names.es"])
def test_a_theme_has_a_name_of_its_own_in_each_language(field: str) -> None:
    assert len({row[field].casefold() for row in rows("registry", "themes.csv")} - {""}) == 33


def test_no_binding_instrument_covers_movement_for_climate() -> None:
    bound = {
        theme
        for row in rows("registry", "instruments.csv")
        if row["kind"] in BINDING
        for theme in items(row["themes"])
    }
    gaps = {"adverse-drivers", "climate-related-movement", "diaspora", "migration-data", "regular-pathways"}
    assert CODES["themes"] - bound == gaps


def test_binding_instruments_tell_since_when_and_who_keeps_them() -> None:
    for row in rows("registry", "instruments.csv"):
        binding = row["kind"] in BINDING
        assert (row["in_force"] != "") is binding
        assert (row["depositary"] != "") is binding


def test_participations_are_held_for_the_instruments_that_say_so() -> None:
    told = {row["code"] for row in rows("registry", "instruments.csv") if row["participations_as_of"]}
    assert column("registry", "participations.csv", "instrument") == told
    assert {"ICRMW", "CRC"} <= told


@pytest.mark.parametrize(
    ("instrument", "bound"),
    [("ICRMW", 58), ("CRC", 192), ("CRPD", 183), ("CEDAW", 187), ("ICCPR", 172), ("ICERD", 180)],
)
def test_the_member_states_that_an_instrument_binds_are_all_there(instrument: str, bound: int) -> None:
    acts = Counter(
        row["action"] for row in rows("registry", "participations.csv") if row["instrument"] == instrument
    )
    assert acts["ratification"] + acts["accession"] + acts["succession"] == bound


def test_a_state_acts_in_one_way_on_one_day() -> None:
    keys = Counter(
        (row["instrument"], row["state"], row["action"], row["date"])
        for row in rows("registry", "participations.csv")
    )
    assert set(keys.values()) == {1}


def test_nothing_binds_before_its_deposit_but_by_succession() -> None:
    entry = {row["code"]: row["in_force"] for row in rows("registry", "instruments.csv")}
    adopted = {row["code"]: row["adopted"] for row in rows("registry", "instruments.csv")}
    for row in rows("registry", "participations.csv"):
        assert row["date"] >= adopted[row["instrument"]]
        if row["in_force"]:
            assert row["in_force"] >= entry[row["instrument"]]
            assert row["in_force"] >= row["date"] or row["action"] == "succession"


def test_the_superseded_definition_ends_when_the_next_begins() -> None:
    definitions = {row["code"]: row for row in rows("registry", "definitions.csv")}
    for row in definitions.values():
        assert re.fullmatch(r"[a-z0-9-]+\.\d+", row["code"])
        if row["supersedes"]:
            before = definitions[row["supersedes"]]
            assert before["valid_until"] == row["valid_from"]
            assert before["term"] == row["term"]


def test_each_regional_commission_has_reviewed_the_compact_twice() -> None:
    reviewed = Counter(
        row["process"] for row in rows("registry", "programme_items.csv") if row["kind"] == "regional_review"
    )
    commissions = {
        row["code"]: row["grouping"]
        for row in rows("registry", "processes.csv")
        if row["code"].startswith("gcm-review-")
    }
    assert set(commissions.values()) == {"ECA", "ECE", "ECLAC", "ESCAP", "ESCWA"}
    assert reviewed == Counter(dict.fromkeys(commissions, 2))


def test_nobody_is_a_member_twice_or_a_member_and_an_observer() -> None:
    listed: dict[str, set[str]] = {}
    for row in rows("registry", "memberships.csv"):
        listed.setdefault(row["grouping"], set()).add(row["member"])
    for row in rows("registry", "processes.csv"):
        members = set(items(row["members"]))
        assert not members & listed.get(row["grouping"], set())
        assert not members & set(items(row["observers"]))


def test_recommendations_are_templates_on_migrant_women() -> None:
    for row in rows("registry", "recommendations.csv"):
        assert (row["kind"], row["actor"], row["markers"]) == (
            "recommendation",
            "UNWOMEN",
            "gender_sensitive",
        )
        assert set(items(row["goals"])) <= {f"GCM/{number}" for number in range(1, 24)}
        assert "gender" in items(row["themes"])

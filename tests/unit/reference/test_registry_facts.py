"""The States, groupings and memberships that the registry ships."""

from collections import Counter, defaultdict
from datetime import date

import pytest

from tests.unit.reference.files import column, rows

STATES = column("registry", "states.csv", "iso3")
LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")


def members(grouping: str) -> set[str]:
    """Who belongs to a grouping."""
    return {row["member"] for row in rows("registry", "memberships.csv") if row["grouping"] == grouping}


def test_the_states_are_the_193_members_of_the_united_nations() -> None:
    assert len(rows("registry", "states.csv")) == len(STATES) == 193
    assert not STATES & {"VAT", "PSE", "TWN", "XKX", "COK", "NIU", "HKG", "PRI", "ESH", "GRL"}
    assert {"SSD", "MNE", "TLS", "CHE", "TUV"} <= STATES


@pytest.mark.parametrize("key", ["iso2", "m49", "name_en"])
def test_codes_and_names_tell_states_apart(key: str) -> None:
    assert len(column("registry", "states.csv", key)) == 193


def test_na_is_namibia() -> None:
    namibia = next(row for row in rows("registry", "states.csv") if row["iso3"] == "NAM")
    assert (namibia["iso2"], namibia["m49"], namibia["name_en"]) == ("NA", "516", "Namibia")


def test_every_state_has_a_name_in_the_six_languages() -> None:
    missing = [
        row["iso3"]
        for row in rows("registry", "states.csv")
        if not all(row[f"name_{one}"] for one in LANGUAGES)
    ]
    assert missing == []


def test_every_membership_joins_a_known_state_and_a_known_grouping() -> None:
    assert column("registry", "memberships.csv", "member") == STATES
    assert column("registry", "memberships.csv", "grouping") == column("registry", "groupings.csv", "code")
    pairs = Counter((row["grouping"], row["member"]) for row in rows("registry", "memberships.csv"))
    assert set(pairs.values()) == {1}


@pytest.mark.parametrize("kind", ["regional_commission", "m49_region"])
def test_a_state_counts_once_among_the_groupings_of_a_kind(kind: str) -> None:
    kinds = {row["code"]: row["kind"] for row in rows("registry", "groupings.csv")}
    primary = Counter(
        row["member"]
        for row in rows("registry", "memberships.csv")
        if row["primary"] == "true" and kinds[row["grouping"]] == kind
    )
    assert primary == Counter(dict.fromkeys(STATES, 1))


@pytest.mark.parametrize(
    ("grouping", "size"),
    [
        ("ECA", 54),
        ("ECE", 56),
        ("ECLAC", 46),
        ("ESCAP", 53),
        ("ESCWA", 20),
        ("LDC", 44),
        ("LLDC", 32),
        ("SIDS", 37),
        ("AU", 54),
        ("EU", 27),
        ("ECOWAS", 12),
        ("SADC", 16),
        ("EAC", 8),
        ("COMESA", 21),
        ("LAS", 21),
        ("GCC", 6),
        ("ASEAN", 11),
        ("SAARC", 8),
        ("PIF", 14),
        ("CARICOM", 14),
        ("ANDEAN", 4),
        ("COE", 46),
    ],
)
def test_groupings_have_their_published_size(grouping: str, size: int) -> None:
    assert len(members(grouping)) == size


@pytest.mark.parametrize(
    ("state", "commissions", "primary"),
    [
        ("KEN", {"ECA"}, "ECA"),
        ("EGY", {"ECA", "ESCWA"}, "ESCWA"),
        ("KAZ", {"ECE", "ESCAP"}, "ECE"),
        ("USA", {"ECE", "ECLAC", "ESCAP"}, "ECE"),
        ("FRA", {"ECE", "ECLAC", "ESCAP"}, "ECE"),
        ("JPN", {"ECLAC", "ESCAP"}, "ESCAP"),
        ("BRA", {"ECLAC"}, "ECLAC"),
        ("LBN", {"ESCWA"}, "ESCWA"),
    ],
)
def test_a_state_of_several_commissions_has_one_review_region(
    state: str, commissions: set[str], primary: str
) -> None:
    names = {"ECA", "ECE", "ECLAC", "ESCAP", "ESCWA"}
    own = [
        row
        for row in rows("registry", "memberships.csv")
        if row["member"] == state and row["grouping"] in names
    ]
    assert {row["grouping"] for row in own} == commissions
    assert [row["grouping"] for row in own if row["primary"] == "true"] == [primary]


def test_iom_leads_the_network_on_migration() -> None:
    held = [(row["role"], row["actor"]) for row in rows("registry", "role_assignments.csv")]
    committee = {"IOM", "ILO", "OHCHR", "UNICEF", "UNDESA", "UNODC", "UNHCR", "UNDP", "WHO"}
    assert [actor for role, actor in held if role == "lead_organisation"] == ["IOM"]
    assert {actor for role, actor in held if role == "executive_committee"} == committee
    assert column("registry", "role_assignments.csv", "body") == {"UNNM"}


def test_an_actors_code_is_never_a_states() -> None:
    actors = column("registry", "actors.csv", "code")
    assert len(rows("registry", "actors.csv")) == len(actors)
    assert not actors & STATES
    assert not column("registry", "groupings.csv", "code") & STATES


def test_every_regional_organisation_is_an_actor_too() -> None:
    organisations = {
        row["code"]: row["name"]
        for row in rows("registry", "groupings.csv")
        if row["kind"] == "regional_organisation"
    }
    actors = {
        row["code"]: row["name"]
        for row in rows("registry", "actors.csv")
        if row["kind"] == "regional_organisation"
    }
    assert organisations == actors


def test_a_day_of_joining_is_not_after_the_day_of_the_list() -> None:
    for row in rows("registry", "memberships.csv"):
        assert row["valid_from"] == "" or date(1945, 1, 1) < date.fromisoformat(row["valid_from"])
        assert row["valid_from"] <= row["as_of"]


def test_an_alias_means_one_actor() -> None:
    aliases = rows("registry", "actor_aliases.csv")
    organisations = column("registry", "actors.csv", "code")
    meant = defaultdict(set)
    for row in aliases:
        if row["scheme"] != "ambiguous":
            meant[row["scheme"], row["alias"].casefold()].add(row["actor"])
    assert [alias for alias, actors in meant.items() if len(actors) > 1] == []
    assert column("registry", "actor_aliases.csv", "actor") <= STATES | organisations


@pytest.mark.parametrize(
    ("scheme", "alias", "state"),
    [
        ("ggo", "ALG", "DZA"),
        ("name", "Ivory Coast", "CIV"),
        ("name", "Turkey", "TUR"),
        ("name", "South Korea", "KOR"),
        ("name", "Republic of Kenya", "KEN"),
        ("name", "Congo, Dem. Rep.", "COD"),
        ("name", "Russia", "RUS"),
    ],
)
def test_usual_codes_and_names_are_known(scheme: str, alias: str, state: str) -> None:
    known = {(row["scheme"], row["alias"]): row["actor"] for row in rows("registry", "actor_aliases.csv")}
    assert known[scheme, alias] == state

"""How the reference files are made from the published ones."""

from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

SCRIPTS = Path(__file__).parents[3] / "deploy" / "reference"
NOTHING_ELSE = {
    "policy_domains": "",
    "name_of_international_institution": "",
    "counterpart": "",
    "location": "",
    "migratory_status": "",
    "activity": "",
    "disability_status": "",
    "grounds_of_discrimination": "",
}


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Import one of the scripts that stand beside `build.py`."""
    monkeypatch.syspath_prepend(str(SCRIPTS))

    def named(name: str) -> ModuleType:
        return import_module(name)

    return named


@pytest.mark.parametrize("name", ["facts.csv", "facts.csv.gz"])
def test_the_same_rows_give_the_same_bytes(script: Any, tmp_path: Path, name: str) -> None:
    files = script("csv_files")
    rows = [{"iso2": "NA", "name": "Namibia"}, {"iso2": "CI", "name": "Côte d'Ivoire"}]
    assert files.write(tmp_path / "one" / name, ["iso2", "name"], rows) == 2
    files.write(tmp_path / "two" / name, ["iso2", "name"], files.read(tmp_path / "one" / name))
    assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


@pytest.mark.parametrize(
    ("value", "text"), [(3.0, "3"), (4.12, "4.12"), (1e-7, "1e-07"), (24144.13946, "24144.13946")]
)
def test_numbers_are_written_in_their_shortest_form(script: Any, value: float, text: str) -> None:
    assert script("csv_files").plain(value) == text


@pytest.mark.parametrize(
    ("published", "kept"),
    [
        ({"sex": "bothsex", "age": "allage"}, True),
        ({"sex": "female", "age": "lt18y"}, True),
        ({"sex": "u", "age": "allage"}, False),
        ({"sex": "bothsex", "age": "15_24"}, False),
        ({"sex": "bothsex", "age": "allage", "location": "urban"}, False),
    ],
)
def test_only_the_total_and_its_slices_by_sex_and_age_are_kept(
    script: Any, published: dict[str, str], kept: bool
) -> None:
    row = {
        "unit": "percent",
        "total_sex": "bothsex",
        "total_age": "allage",
        "sex_codes": "female=female|male=male",
        "age_codes": "lt18y=0-17|18=18+",
        "other_dimensions": "",
    }
    slices = script("sdg_files").Slices.of(row)
    assert slices.keep(NOTHING_ELSE | published) is kept
    assert (slices.sex["bothsex"], slices.age["allage"], slices.age["lt18y"]) == ("", "", "0-17")


def test_a_series_that_needs_another_dimension_keeps_one_value_of_it(script: Any) -> None:
    row = dict.fromkeys(("unit", "total_sex", "total_age", "sex_codes", "age_codes"), "")
    slices = script("sdg_files").Slices.of(row | {"other_dimensions": "policy_domains=alldomains"})
    whole = NOTHING_ELSE | {"sex": "", "age": "", "policy_domains": "alldomains"}
    assert slices.keep(whole)
    assert not slices.keep(whole | {"policy_domains": "domain1"})


@pytest.mark.parametrize(
    ("state", "sub_region", "commission"),
    [
        ("BRA", "Latin America and the Caribbean", "ECLAC"),
        ("SDN", "Northern Africa", "ESCWA"),
        ("UZB", "Central Asia", "ECE"),
        ("GHA", "Sub-Saharan Africa", "ECA"),
        ("FJI", "Melanesia", "ESCAP"),
    ],
)
def test_a_state_is_reviewed_in_one_region(script: Any, state: str, sub_region: str, commission: str) -> None:
    registry = script("registry_files")
    members = {
        row["commission"]: set(row["members"].split())
        for row in script("csv_files").read(SCRIPTS / "curated" / "commission_members.csv")
    }
    assert registry.primary_commission(state, sub_region, members) == commission

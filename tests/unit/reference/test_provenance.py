"""Every shipped fact tells where it comes from."""

from datetime import date

import pytest

from tests.support.over import over
from tests.unit.reference.files import SERVICES, folder, rows

FILES = sorted((file.parents[1].name, file.name) for file in SERVICES.glob("*/src/*/reference_data/*.csv*"))

DATED = [
    file for file in FILES if file[1] != "sdg_observations.csv.gz"
]  # one source, told in the attribution


def test_files_of_both_services_that_ship_any_are_found() -> None:
    assert {service for service, _ in FILES} == {"registry", "commitments"}


@over("service, name", DATED)
def test_every_row_has_a_source_and_a_date(service: str, name: str) -> None:
    for row in rows(service, name):
        assert row["source"]
        assert date.fromisoformat(row["as_of"]) > date(2015, 1, 1)


@over("service, name", FILES)
def test_the_readme_tells_the_columns_in_their_order(service: str, name: str) -> None:
    readme = (folder(service) / "README.md").read_text()
    place = readme.index(f"`{name}`")
    for column in rows(service, name)[0]:
        place = readme.index(f"`{column}`", place)


@pytest.mark.parametrize("service", ["registry", "commitments", "review"])
def test_every_folder_has_its_attribution(service: str) -> None:
    assert (folder(service) / "ATTRIBUTION.md").read_text().startswith("# Attribution")


@over("name", [name for service, name in FILES if service == "registry"])
def test_the_registrys_readme_tells_how_many_rows_a_file_has(name: str) -> None:
    readme = (folder("registry") / "README.md").read_text()
    line = next(line for line in readme.splitlines() if line.startswith(f"| `{name}`"))
    assert line.split("|")[2].strip() == f"{len(rows('registry', name)):,}"

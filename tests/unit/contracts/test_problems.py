"""The types of problems are all explained."""

import json

from chassis.problems.types import catalogue, page
from contracts.generate import SERVICES, files

PACKAGES = {"chassis", *(service.name for service in SERVICES)}


def test_every_kind_is_published_with_its_status_its_title_and_its_meaning() -> None:
    published = json.loads(files()["problems.json"])
    assert {"invalid", "malformed-body", "precondition-failed", "in-use", "internal"} <= published.keys()
    assert [kind for kind, one in published.items() if not one["meaning"].endswith(".")] == []
    assert [kind for kind, one in published.items() if not 400 <= one["status"] < 600] == []


def test_a_type_has_a_page() -> None:
    for one in catalogue(PACKAGES):
        assert page(one).startswith(f"# {one.title}\n")
        assert str(one.status) in page(one)
        assert one.meaning in page(one)

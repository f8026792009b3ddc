"""A review service with many meetings, milestones and versions of an agenda."""

from collections.abc import Mapping

from chassis.base.identifiers import new_id
from chassis.testing import TokenIssuer
from review.schema import metadata
from tests.contract.lists.at_once import AtOnce
from tests.contract.lists.reading import List, Rows
from tests.contract.lists.rows import Filler, row

MANY = range(17)
_TABLES = metadata.tables


async def fill(filler: Filler) -> None:
    """Let each list have some pages."""
    meetings = [row(_TABLES["review.meeting"], id=str(new_id()), time_zone="UTC") for _ in MANY]
    milestones = [
        row(_TABLES["review.milestone"], id=str(new_id()), reference=f"M{place}", time_zone="UTC")
        for place in MANY
    ]
    await filler.add("review.meeting", meetings)
    await filler.add("review.milestone", milestones)
    expected_party = _TABLES["review.expected_party"]
    owing = [row(expected_party, milestone_id=milestones[0]["id"], party=f"P{place}") for place in MANY]
    await filler.add("review.expected_party", owing)
    await filler.add(
        "review.agenda",
        [
            row(
                _TABLES["review.agenda"],
                id=str(new_id()),
                meeting_id=meetings[0]["id"],
                milestone_id=milestones[0]["id"],
                version=place + 1,
                status="provisional",
            )
            for place in MANY
        ],
    )


async def lists(filler: Filler, _: TokenIssuer) -> Mapping[str, list[List]]:
    """By the id of the operation, the lists that it must give."""
    meeting = (await filler.first("review.agenda"))["meeting_id"]
    return {
        "list_meetings": [
            List(
                "/v1/meetings",
                "id",
                await filler.codes("SELECT id FROM review.meeting ORDER BY 1"),
                rows=Rows("review.meeting", "id"),
            )
        ],
        "list_milestones": [
            List(
                "/v1/milestones",
                "id",
                await filler.codes("SELECT id FROM review.milestone ORDER BY 1"),
                rows=Rows("review.milestone", "id"),
            )
        ],
        "list_agenda_versions": [
            List(
                f"/v1/meetings/{meeting}/agendas",
                "version",
                await filler.codes("SELECT version FROM review.agenda ORDER BY 1"),
                rows=Rows("review.agenda", "version", fresh=("id",)),
            )
        ],
    }


async def at_once(filler: Filler, _: TokenIssuer) -> Mapping[str, AtOnce]:
    """By the id of the operation, what it must give at once."""
    milestone = (await filler.first("review.expected_party"))["milestone_id"]
    return {
        "get_submission_matrix": AtOnce(
            f"/v1/milestones/{milestone}/submissions",
            "party",
            await filler.codes("SELECT party FROM review.expected_party"),
            within="rows",
        ),
        "list_rule_sets": AtOnce(
            "/v1/rule-sets", "code", await filler.codes("SELECT code FROM review.rule_set")
        ),
    }

"""A review service with many meetings, milestones and versions of an agenda."""

from collections.abc import Mapping

from chassis.base.identifiers import new_id
from chassis.testing import TokenIssuer
from review.schema import metadata
from tests.contract.lists.reading import List
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
            List("/v1/meetings", "id", await filler.codes("SELECT id FROM review.meeting ORDER BY 1"))
        ],
        "list_milestones": [
            List("/v1/milestones", "id", await filler.codes("SELECT id FROM review.milestone ORDER BY 1"))
        ],
        "list_agenda_versions": [
            List(
                f"/v1/meetings/{meeting}/agendas",
                "version",
                await filler.codes("SELECT version FROM review.agenda ORDER BY 1"),
            )
        ],
    }

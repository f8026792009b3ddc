"""Whoever doubts an agenda can follow each of its records."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.end_to_end.stage import STATES, Stage


@pytest.mark.parametrize("bus_url", ["postgresql"], indirect=True)
async def test_every_record_of_an_agenda_links_to_something_that_is_there(stage: Stage) -> None:
    milestone = await stage.open_milestone()
    report = await stage.sign_off(milestone["id"], STATES[0])
    milestone = await stage.move(milestone, datetime.now(UTC) + timedelta(seconds=2))
    await stage.submit(report, STATES[0])
    agenda = await stage.agenda(milestone["meeting_id"])
    links = {one["evidence"]["href"] for item in agenda["agenda"]["items"] for one in item["records"]}
    kinds = {link.split("/")[2] for link in links}
    assert kinds == {"goals", "milestones", "reports"}
    for link in links:
        client = stage.to_review if link.startswith("/v1/milestones") else stage.to_commitments
        assert (await client.get(link)).status_code == 200, link

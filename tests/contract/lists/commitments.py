"""A commitments service with many commitments, reports and observations, some for their party alone."""

from collections.abc import Mapping

from chassis.base.identifiers import new_id
from chassis.base.tables import ledger
from chassis.testing import TokenIssuer
from commitments.observations.rules import canonical
from commitments.schema import metadata
from tests.contract.lists.at_once import AtOnce
from tests.contract.lists.reading import List, Rows
from tests.contract.lists.rows import Filler, row

MANY = range(17)
_TABLES = metadata.tables
_INDICATOR = str(new_id())
_SLICES = [{}, {"sex": "female"}, {"sex": "male"}, {"age": "0-4", "sex": "é"}, {"age": '"'}]


async def fill(filler: Filler) -> None:
    """Let each list have some pages."""
    published = [place % 3 > 0 for place in MANY]
    commitments = [
        row(
            _TABLES["commitments.commitment"],
            id=str(new_id()),
            reference=f"KEN-2026-{place:03}",
            party="KEN",
            parties=["KEN"],
            kind="policy",
            form="standalone",
            horizon="short",
            origin="declared",
            status="published" if public else "draft",
        )
        for place, public in zip(MANY, published, strict=True)
    ]
    await filler.add("commitments.commitment", commitments)
    changes = [
        row(
            ledger,
            position=1_000_000 + place,
            sequence=1_000_000 + place,
            id=str(new_id()),
            type="compact.commitment.changed.v1",
            subject=commitments[1]["id"],
            data='{"version": 1, "reason": "A slip."}',
            data_digest="\\x00",
            hash="\\x00",
        )
        for place in MANY
    ]
    await filler.add("chassis.ledger", changes)
    indicators = _TABLES["commitments.indicator"]
    measured = row(indicators, id=_INDICATOR, commitment_id=commitments[0]["id"], dimensions={})
    await filler.add("commitments.indicator", [measured])
    await filler.add(
        "commitments.report",
        [
            row(_TABLES["commitments.report"], id=str(new_id()), milestone_id=str(new_id()), party="KEN")
            for _ in MANY
        ],
    )
    event = await filler.first("chassis.ledger")
    await filler.add(
        "commitments.observation",
        [
            row(
                _TABLES["commitments.observation"],
                indicator_id=_INDICATOR,
                year=2020 + place // 5,
                slice=canonical(_SLICES[place % 5]),
                revision=revision,
                source_type="census",
                quality="final",
                event_id=event["id"],
            )
            for place in MANY
            for revision in (1, 2)
        ],
    )


async def lists(filler: Filler, issuer: TokenIssuer) -> Mapping[str, list[List]]:
    """By the id of the operation, the lists that it must give."""
    kenya = issuer.headers(scopes="commitments:write", party="KEN")
    references = "SELECT reference FROM commitments.commitment {} ORDER BY 1"
    changed = (await filler.first("commitments.commitment", "reference = 'KEN-2026-001'"))["id"]
    reports = await filler.codes("SELECT id FROM commitments.report ORDER BY 1")
    observed = await filler.codes(
        "SELECT year || ',' || slice FROM commitments.observation WHERE revision = 1 ORDER BY year, slice"
    )
    return {
        "list_commitments": [
            List(
                "/v1/commitments",
                "reference",
                await filler.codes(references.format("")),
                kenya,
                rows=Rows("commitments.commitment", "reference", fresh=("id",)),
            ),
            List(
                "/v1/commitments",
                "reference",
                await filler.codes(references.format("WHERE status = 'published'")),
            ),
        ],
        "list_commitment_history": [
            List(
                f"/v1/commitments/{changed}/history",
                "event_id",
                await filler.codes(
                    f"SELECT id FROM chassis.ledger WHERE subject = '{changed}' ORDER BY position"
                ),
            )
        ],
        "list_reports": [
            List(
                "/v1/reports",
                "id",
                reports,
                kenya,
                rows=Rows("commitments.report", "id"),
            )
        ],
        "list_observations": [
            List(
                f"/v1/indicators/{_INDICATOR}/observations",
                "year,slice",
                observed,
                kenya,
                rows=Rows("commitments.observation", "year || ',' || slice", grows=False),
            )
        ],
    }


async def at_once(filler: Filler, _: TokenIssuer) -> Mapping[str, AtOnce]:
    """By the id of the operation, what it must give at once."""
    goals = """
        SELECT goal.id FROM commitments.goal
        JOIN commitments.framework ON framework_id = framework.id WHERE framework.code = 'GCM'
    """
    return {
        "list_frameworks": AtOnce(
            "/v1/frameworks", "code", await filler.codes("SELECT code FROM commitments.framework")
        ),
        "list_goals": AtOnce("/v1/goals?framework=GCM", "id", await filler.codes(goals)),
    }

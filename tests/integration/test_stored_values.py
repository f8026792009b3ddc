"""What an earlier release has stored is shown by every operation that reads, by whatever types."""

from types import ModuleType
from urllib.parse import quote, urlencode

import pytest

from chassis.local_postgres.access import PostgresAccess
from chassis.process.service import Service
from chassis.testing import Reference, TokenIssuer
from chassis.testing.plugin import OpenService, client_of
from commitments.schema import metadata as of_commitments
from gateway.identity.roles import ALL_SCOPES
from registry.entry_types import ENTRY_TYPES
from review.schema import metadata as of_review
from tests.contract.lists.rows import Filler, Row, row
from tests.contract.lists.test_lists import SERVICES
from tests.contract.operations import Operation, operations
from tests.contract.stored.former import ROUNDS, Former

SCOPES = " ".join(sorted(ALL_SCOPES))
PARTY = {"commitments": "KEN"}
NEEDED = {
    "list_goals": {"framework": "GCM"},
    "list_regional_reviews": {"framework": "GCM"},
    "search_entries": {"q": "ken"},
}
"""Queries of the operations that need one."""
VARIANTS: tuple[dict[str, str], ...] = (
    {},
    {"as_of": "2199-01-01T00:00:00Z"},
    {"format": "csv"},
    {"format": "ndjson"},
    {"format": "xlsx"},
)
TABLES = {one.path: one.table.fullname for one in ENTRY_TYPES} | {
    "/v1/accreditations": "registry.accreditation",
    "/v1/findings": "registry.finding",
    "/v1/gap-analyses": "registry.gap_analysis",
    "/v1/practices/submissions": "registry.practice_submission",
    "/v1/goals": "commitments.goal",
    "/v1/commitments": "commitments.commitment",
    "/v1/indicators": "commitments.indicator",
    "/v1/reports": "commitments.report",
    "/v1/milestones": "review.milestone",
    "/v1/meetings": "review.meeting",
    "/v1/agendas": "review.agenda",
}
"""In which tables the things are that a path names."""


UNCHANGED: dict[str, dict[str, str]] = {
    "registry": {
        "registry.practice_submission.decided_at": "only beside a decision",
        "registry.role_assignment.until": "only after `since`",
        "registry.finding.dismissed_at": "only beside a reason",
    },
    "commitments": {
        "commitments.indicator.baseline_value": "only beside its year",
        "commitments.indicator.target_value": "only beside its year",
    },
    "review": {},
}
"""Columns that checks hold together with others, which are empty in these rows."""
UNSEEN = {
    "registry": {
        "get_theme_coverage": "made by the gap analysis: `test_gaps.py`",
        "get_instrument_uptake": "made by the gap analysis: `test_gaps.py`",
    },
    "commitments": {},
    "review": {"preview_agenda": "needs both sources: `tests/integration/review/test_agenda.py`"},
}
"""Operations that need more than rows."""


async def _more(service: Service, filler: Filler) -> dict[str, list[Row]]:
    """Rows that are in no list, beside those that are."""
    if service.name == "commitments":
        first, report = [
            (await filler.codes(f"SELECT id FROM commitments.{one} ORDER BY 1"))[0]
            for one in ("commitment", "report")
        ]
        event = (await filler.first("chassis.ledger"))["id"]
        progress = row(of_commitments.tables["commitments.progress"], commitment_id=first, event_id=event)
        submission = row(
            of_commitments.tables["commitments.report_submission"], report_id=report, event_id=event
        )
        return {
            "commitments.progress": [
                progress | {"indicators": [], "status": "on_track", "confidence": "low"}
            ],
            "commitments.report_submission": [submission],
        }
    if service.name == "review":
        milestone = (await filler.codes("SELECT id FROM review.milestone ORDER BY 1"))[0]
        expected = row(of_review.tables["review.expected_party"], milestone_id=milestone, party="KEN")
        times = dict.fromkeys(("extended_due_at", "extended_locks_at"), "2026-01-01T00:00:00Z")
        return {
            "review.expected_party": [expected | times | {"extension_reason": "x", "exemption_reason": "y"}]
        }
    return {}


async def _urls(operation: Operation, former: Former) -> list[str]:
    """Where the operation reads: a few of the things that it can be about, in each way that it offers."""
    paths = [operation.path]
    collection, _, rest = operation.path.partition("/{")
    if rest:
        name = rest.partition("}")[0]
        column = {"code": "code", "version": "version"}.get(name, "id")
        keys = await former.keys(TABLES[collection], column)
        paths = [operation.path.replace(f"{{{name}}}", quote(key, safe="")) for key in keys]
    known = {str(one.path[0]) for one in operation.parameters if one.place == "query"}
    needed = NEEDED.get(operation.name, {})
    return [
        f"{path}?{urlencode(needed | variant)}"
        for path in paths
        for variant in VARIANTS
        if variant.keys() <= known
    ]


@pytest.mark.parametrize(("service", "reference", "record"), SERVICES, ids=[one[0].name for one in SERVICES])
async def test_whatever_an_earlier_release_has_stored_is_shown(
    open_service: OpenService,
    postgres_server: PostgresAccess,
    issuer: TokenIssuer,
    service: Service,
    reference: Reference,
    record: ModuleType,
) -> None:
    runtime = await open_service(service, reference)
    database = str(runtime.settings.database_url.get_secret_value()).rpartition("/")[2]
    reads = [one for one in operations(service) if one.method == "GET"]
    async with (
        Former.of(postgres_server.url(database), service.name, "chassis") as former,
        Filler.on(postgres_server, runtime) as filler,
        client_of(runtime, issuer) as client,
    ):
        await record.fill(filler)
        for table, rows in (await _more(service, filler)).items():
            await filler.add(table, rows)
        await former.settle()
        if service.name == "review":
            await filler.run("UPDATE review.agenda SET document = '{}'")
        client.headers.update(issuer.headers(scopes=SCOPES, party=PARTY.get(service.name)))
        former_columns, shown, faults = set[str](), set[str](), list[str]()
        for turn in (None, *ROUNDS):
            former_columns |= set() if turn is None else await former.store(turn)
            for operation in reads:
                answers = [await client.get(url) for url in await _urls(operation, former)]
                faults += [f"turn {turn}: {one.url}" for one in answers if one.status_code >= 500]
                shown |= {operation.name for one in answers if one.is_success}
        unchanged = await former.filled() - former_columns
    assert faults == []
    assert unchanged == UNCHANGED[service.name].keys()
    assert {one.name for one in reads} - shown == UNSEEN[service.name].keys()

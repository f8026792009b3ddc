"""What roles bring."""

from gateway.identity.roles import SCOPES_OF, scopes_of

REPORTING = {"commitments:write", "observations:write", "reports:write", "reports:sign-off"}
DECIDING = {"reports:review", "practices:review", "findings:review", "accreditations:decide"}


def test_a_un_entity_commits_and_reports_as_a_state_and_its_focal_point_do() -> None:
    assert scopes_of(["un_entity"]) >= REPORTING
    assert scopes_of(["state", "focal_point"]) >= REPORTING


def test_whoever_writes_for_a_state_signs_nothing_off() -> None:
    assert {scope for scope in scopes_of(["state"]) if scope.endswith(":sign-off")} == set()
    assert {scope for scope in scopes_of(["focal_point"]) if not scope.endswith(":sign-off")} == set()


def test_nobody_who_reports_decides() -> None:
    assert not (scopes_of(["state"]) | scopes_of(["un_entity"])) & DECIDING
    assert scopes_of(["secretariat"]) >= DECIDING
    assert not scopes_of(["secretariat"]) & REPORTING


def test_only_a_state_speaks_for_its_norms() -> None:
    for scope in ("findings:reply", "practices:adopt"):
        assert [role for role, scopes in SCOPES_OF.items() if scope in scopes] == ["state"]


def test_an_assessor_and_a_stakeholder_raise_findings_and_review_none() -> None:
    for role in ("assessor", "stakeholder"):
        assert "findings:write" in SCOPES_OF[role]
        assert "findings:review" not in SCOPES_OF[role]


def test_an_observer_reads_only() -> None:
    assert scopes_of(["observer"]) == frozenset()

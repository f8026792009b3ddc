from operations.doctor import things
from operations.doctor.databases import Seen, Unreachable, judge, url_of
from operations.doctor.findings import Finding

SERVICES = ("registry", "review")


def findings(*seen: Seen) -> tuple[Finding, ...]:
    return judge(seen, "postgres:5432").findings


def test_a_server_that_is_away_is_one_finding_for_all_databases() -> None:
    away = Unreachable("Connection refused")
    [found] = findings(*(Seen(service, away) for service in SERVICES))
    assert found.about == things.POSTGRES
    assert found.what == "PostgreSQL does not answer at postgres:5432: Connection refused"


def test_a_server_of_an_operators_own_is_not_started_here() -> None:
    [found] = judge([Seen("review", Unreachable("Connection refused"))], "db.example:5432").findings
    assert "docker compose" not in found.to_do


def test_a_server_that_is_still_starting_is_away() -> None:
    [found] = findings(*(Seen(service, Unreachable("starting up", "57P03")) for service in SERVICES))
    assert found.about == things.POSTGRES


def test_a_wrong_password_names_the_secret_and_what_sets_it_right() -> None:
    refused = Seen("review", Unreachable("password authentication failed", "28P01"))
    [found] = findings(Seen("registry"), refused)
    assert found.about == things.database("review")
    assert "review_database_password" in found.what
    assert "postgres-setup" in found.to_do


def test_a_missing_database_is_to_be_restored_or_made() -> None:
    [found] = findings(Seen("registry"), Seen("review", Unreachable("does not exist", "3D000")))
    assert "no database of review" in found.what
    assert "docs/backup.md" in found.to_do


def test_a_schema_of_an_earlier_release_is_to_be_migrated() -> None:
    [found] = findings(Seen("registry"), Seen("review", release="an earlier"))
    assert "review-migrate" in found.to_do


def test_a_schema_of_a_later_release_is_not_migrated_back() -> None:
    [found] = findings(Seen("registry"), Seen("review", release="a later"))
    assert found.what == "the database of review has the schema of a later release"
    assert "migrate;" not in found.to_do


def test_connections_that_have_run_out_are_one_finding_that_explains_the_others() -> None:
    full = Unreachable("remaining connection slots are reserved", "53300")
    found = findings(*(Seen(service, full) for service in SERVICES))
    assert [one.about for one in found if things.CONNECTIONS not in one.follows_from] == [things.CONNECTIONS]


def test_connections_that_are_about_to_run_out_are_told() -> None:
    [found] = findings(Seen("registry", connections=250, connections_max=297), Seen("review"))
    assert found.what == "250 of PostgreSQL's 297 connections are in use"


def test_a_password_may_have_any_letters() -> None:
    assert url_of("review", "db.example:6432", "review", "p@ss/w:rd") == (
        "postgresql://review:p%40ss%2Fw%3Ard@db.example:6432/review"
    )

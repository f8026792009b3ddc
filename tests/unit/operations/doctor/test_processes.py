from operations.doctor import things
from operations.doctor.findings import Finding
from operations.doctor.processes import Replica, judge
from operations.roles import ROLES, Role

API, WORKER = Role("review-api", "review"), Role("review-worker", "review", uses_bus=True)


def only(role: Role, *replicas: Replica) -> Finding:
    [found] = judge({role: replicas}).findings
    return found


def test_each_service_has_a_role_that_answers_and_one_that_works() -> None:
    assert {role.name for role in ROLES} == {
        *("registry-api", "commitments-api", "review-api", "gateway"),
        *("registry-worker", "commitments-worker", "review-worker", "gateway-worker"),
    }


def test_processes_that_are_ready_are_fine() -> None:
    assert judge({API: [Replica("10.0.0.1")], WORKER: [Replica("10.0.0.2")]}).findings == ()


def test_a_role_without_a_process_is_named_with_what_starts_one() -> None:
    found = only(WORKER)
    assert found.what == "no review-worker runs"
    assert "docker compose up --detach --no-deps review-worker" in found.to_do


def test_a_process_says_what_it_is_not_ready_for() -> None:
    found = only(WORKER, Replica("10.0.0.1", checks={"bus": "not running", "database": "cannot be reached"}))
    assert found.what == "review-worker is not ready: bus not running, database cannot be reached"


def test_of_several_processes_the_one_that_does_not_answer_is_named() -> None:
    found = only(API, Replica("10.0.0.1"), Replica("10.0.0.2", fault="nothing came in 5 s"))
    assert found.what == "review-api at 10.0.0.2 does not answer: nothing came in 5 s"


def test_kafka_explains_what_is_wrong_with_a_worker_and_not_with_an_api() -> None:
    assert things.KAFKA in only(WORKER).follows_from
    assert things.KAFKA not in only(API).follows_from


def test_requests_that_wait_for_connections_are_told() -> None:
    metrics = {
        'compact_database_connections{state="in_use"}': 13.0,
        "compact_database_connections_max": 13.0,
    }
    found = only(API, Replica("10.0.0.1", metrics=metrics))
    assert "all its 13 database connections are in use" in found.what
    assert "POOL_SIZE" in found.to_do


def test_a_clock_is_off_from_two_seconds_on() -> None:
    def of(ahead: float) -> Replica:
        return Replica("10.0.0.1", metrics={"compact_clock_offset_seconds": ahead})

    assert only(API, of(-2.5)).what == "the clock of review-api is 2.5 s behind the database's"
    assert judge({API: [of(1.9)]}).findings == ()


def test_a_database_without_space_and_a_log_that_cannot_be_written_are_told() -> None:
    full = only(WORKER, Replica("10.0.0.1", metrics={"compact_database_full": 1.0}))
    assert full.what == "PostgreSQL refuses what review-worker writes: its disk is full"
    lost = only(WORKER, Replica("10.0.0.1", metrics={"compact_log_lines_lost_total": 3.0}))
    assert lost.what == "review-worker could not write 3 lines of its log since it started"
    assert things.SPACE in lost.follows_from

from dataclasses import replace
from uuid import UUID

from operations.doctor import things
from operations.doctor.events import judge
from operations.doctor.findings import Finding
from operations.doctor.processes import Replica
from operations.doctor.standing import Source, Standing
from operations.roles import SERVICES, worker_of

EPOCH, NEW_EPOCH = UUID(int=1), UUID(int=2)
UP_TO_DATE = Source(lag=0.4, heartbeat_age=0.2, heard=EPOCH, in_force=EPOCH, watermark=70)
STANDINGS = {
    service.name: Standing(EPOCH, sequence=70, sources=dict.fromkeys(service.sources, UP_TO_DATE))
    for service in SERVICES
}
PUBLISHING = {
    worker_of(service): [Replica("10.0.0.1", metrics={"compact_relay_active": 1.0})] for service in SERVICES
}


def findings(**changed: Standing | None) -> tuple[Finding, ...]:
    return judge(SERVICES, STANDINGS | changed, PUBLISHING).findings


def with_source(**changed: object) -> Standing:
    """Review's standing, with another view of the registry."""
    sources = {**(STANDINGS["review"].sources or {}), "registry": replace(UP_TO_DATE, **changed)}  # type: ignore[arg-type]
    return replace(STANDINGS["review"], sources=sources)


def only(**changed: Standing | None) -> Finding:
    [found] = findings(**changed)
    return found


def test_events_that_arrive_are_fine() -> None:
    examined = judge(SERVICES, STANDINGS, PUBLISHING)
    assert examined.findings == ()
    assert examined.fine is not None


def test_what_a_database_that_is_away_would_tell_is_not_called_fine() -> None:
    assert judge(SERVICES, {**STANDINGS, "review": None}, PUBLISHING).fine is None


def test_events_that_wait_to_be_published_are_counted() -> None:
    found = only(review=replace(STANDINGS["review"], unpublished=3, oldest_unpublished_age=240))
    assert found.what == "3 events of review are not on Kafka; the oldest waits for 4 min"
    assert things.KAFKA in found.follows_from


def test_exactly_one_worker_of_a_service_publishes() -> None:
    review = worker_of(SERVICES[2])
    active, idle = PUBLISHING[review][0], Replica("10.0.0.2", metrics={"compact_relay_active": 0.0})
    assert judge(SERVICES, STANDINGS, {**PUBLISHING, review: [active, idle]}).findings == ()
    [none] = judge(SERVICES, STANDINGS, {**PUBLISHING, review: [idle]}).findings
    assert none.what == "no worker of review publishes"
    [two] = judge(SERVICES, STANDINGS, {**PUBLISHING, review: [active, active]}).findings
    assert two.what.startswith("2 workers of review publish at once")


def test_a_source_that_has_fallen_silent_is_told() -> None:
    assert (
        only(review=with_source(heartbeat_age=34.0)).what == "review has heard nothing of registry for 34 s"
    )


def test_a_source_that_was_never_heard_of_is_told() -> None:
    found = only(review=with_source(heartbeat_age=None, lag=None, heard=None, in_force=None))
    assert found.what == "review has never heard of registry"


def test_a_source_that_is_not_complete_is_told_and_may_follow_from_dead_letters() -> None:
    found = only(review=with_source(lag=7300.0))
    assert found.what == "review does not have all that registry published in the last 2 h"
    assert things.dead_letters("review") in found.follows_from


def test_a_restored_source_that_is_being_read_again_shows_how_far_it_is() -> None:
    found = findings(
        registry=replace(STANDINGS["registry"], epoch=NEW_EPOCH, sequence=50),
        review=with_source(heard=NEW_EPOCH, watermark=20, lag=90.0),
        commitments=replace(
            STANDINGS["commitments"],
            sources={"registry": replace(UP_TO_DATE, heard=NEW_EPOCH, in_force=NEW_EPOCH)},
        ),
    )
    [reading] = [one for one in found if "reads it again" in one.what]
    assert "20 of 50 events are there" in reading.what
    assert reading.about == things.subscription("review", "registry")
    assert len([one for one in found if one.about == reading.about]) == 1


def test_a_restored_source_that_nobody_has_heard_of_yet_is_told() -> None:
    found = findings(registry=replace(STANDINGS["registry"], epoch=NEW_EPOCH))
    assert {one.about for one in found} == {
        things.subscription("commitments", "registry"),
        things.subscription("review", "registry"),
    }
    assert all("has not heard of it yet" in one.what for one in found)


def test_dead_letters_come_with_the_newest_error_and_the_command() -> None:
    found = only(
        review=replace(STANDINGS["review"], dead_letters=2, dead_letter="compact.registry: KeyError")
    )
    assert found.what == "2 events could not be applied by review; the newest in compact.registry: KeyError"
    assert "docker compose exec review-worker python -m review dead-letters list" in found.to_do


def test_a_deadline_that_has_passed_without_effect_is_told_with_its_error() -> None:
    timer = "milestone.due: RuleError: no rule"
    found = only(review=replace(STANDINGS["review"], overdue=1, overdue_timer=timer))
    assert found.what == f"1 timer of review should have fired: {timer}"


def test_work_that_is_set_aside_is_named_with_its_queue_its_error_and_what_tries_it_again() -> None:
    set_aside = {"assemblies": "2, the last with NoRuleSetError: none"}
    found = only(review=replace(STANDINGS["review"], set_aside=set_aside))
    wanted = "work of review is set aside in the queue assemblies: 2, the last with NoRuleSetError: none"
    assert found.what == wanted
    assert "python -m review queues retry assemblies --all" in found.to_do

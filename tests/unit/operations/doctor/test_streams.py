from types import SimpleNamespace
from typing import Any

from chassis.bus.kafka_grants import reading
from operations.doctor.kafka import Seen
from operations.doctor.streams import judge

PRINCIPAL = "subscriber-au"
RIGHTS = reading(["compact.review"], "au.", prefixed=True)


def granted(*, in_force: bool) -> Any:
    return SimpleNamespace(
        principal=PRINCIPAL, topics=["compact.review"], group_prefix="au.", in_force=in_force
    )


def on_kafka(*, user: bool, rights: bool) -> Seen:
    return Seen(users=frozenset([PRINCIPAL] if user else []), grants={PRINCIPAL: RIGHTS} if rights else {})


def test_a_subscriber_with_its_rights_is_fine() -> None:
    assert judge([granted(in_force=True)], on_kafka(user=True, rights=True)).findings == ()


def test_a_subscriber_whose_time_is_over_and_that_can_still_read_is_told() -> None:
    found = judge([granted(in_force=False)], on_kafka(user=True, rights=True)).findings
    assert all(one.what.startswith("the grant of subscriber-au has ended, and on Kafka it") for one in found)
    assert any("still has a password" in one.what for one in found)


def test_a_subscriber_without_a_password_can_be_given_one() -> None:
    [found] = judge([granted(in_force=True)], on_kafka(user=False, rights=True)).findings
    assert found.to_do.startswith("./compact streams password subscriber-au")


def test_a_subscriber_that_was_never_granted_is_to_be_revoked() -> None:
    [found] = judge([], on_kafka(user=True, rights=True)).findings
    assert found.to_do == "./compact streams revoke subscriber-au"


def test_nothing_is_said_of_streams_while_kafka_is_away() -> None:
    examined = judge([granted(in_force=True)], Seen("no broker answers"))
    assert (examined.findings, examined.fine) == ((), None)

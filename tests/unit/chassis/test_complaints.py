"""How many lines a log gets about what strangers send."""

from chassis.http.complaints import Complaints


def test_an_address_is_named_once_a_minute() -> None:
    now = [100.0]
    complaints = Complaints(clock=lambda: now[0])
    named = []
    for now[0] in (100, 101, 159.9, 160, 161, 220):
        named.append(complaints.may_name("192.0.2.1"))
    assert named == [True, False, False, True, False, True]


def test_a_minute_has_an_end_of_lines_however_many_addresses_there_are() -> None:
    now = [100.0]
    complaints = Complaints(most=2, clock=lambda: now[0])
    assert [complaints.may_name(one) for one in "abcd"] == [True, True, False, False]
    now[0] += 60
    assert complaints.may_name("d")

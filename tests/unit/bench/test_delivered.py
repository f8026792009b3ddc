"""Where what we delivered differs from what a floor sent."""

import pytest

from bench.client import UnexpectedAnswer
from bench.delivered import check_delivered, digest

HEADERS = (("ce_id", b"1"), ("ce_type", b"a"))
ONE, TWO = digest(b"KEN", HEADERS, b"{}"), digest(b"KEN", HEADERS, b"[]")


def test_a_message_is_known_by_its_key_headers_and_value() -> None:
    assert digest(b"KEN", HEADERS, b"{}") == ONE
    others = [
        digest(b"UGA", HEADERS, b"{}"),
        digest(b"KEN", HEADERS[:1], b"{}"),
        digest(b"KEN", HEADERS[::-1], b"{}"),
        digest(None, HEADERS, b"{}"),
        TWO,
    ]
    assert len({ONE, *others}) == 1 + len(others)


def test_the_same_messages_agree() -> None:
    check_delivered({ONE, TWO}, {TWO, ONE}, 2)


@pytest.mark.parametrize(
    ("ours", "floors", "complaint"),
    [
        ({ONE}, {ONE}, "1 of 2 messages are there; 0 only here or there"),
        ({ONE, TWO}, {ONE}, "2 of 2 messages are there; 1 only here or there"),
        ({ONE}, {ONE, TWO}, "1 of 2 messages are there; 1 only here or there"),
    ],
)
def test_others_are_refused(ours: set[bytes], floors: set[bytes], complaint: str) -> None:
    with pytest.raises(UnexpectedAnswer, match=complaint):
        check_delivered(ours, floors, 2)

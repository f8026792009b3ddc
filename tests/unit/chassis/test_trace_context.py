"""Reading `traceparent` by the W3C recommendation."""

import pytest

from chassis.telemetry import trace_context

TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
GOOD = f"00-{TRACE}-{SPAN}-01"


def test_a_good_traceparent_is_understood_as_it_is() -> None:
    assert trace_context.understood(GOOD) == GOOD
    assert trace_context.trace_id(GOOD) == TRACE
    assert trace_context.span_id(GOOD) == SPAN
    assert trace_context.flags(GOOD) == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "00",
        GOOD.upper(),
        f"ff-{TRACE}-{SPAN}-01",
        f"00-{'0' * 32}-{SPAN}-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"00-{TRACE[:-1]}-{SPAN}-01",
        f"00-{TRACE}-{SPAN}-1",
        f"{GOOD}-more",
        f"{GOOD}0",
        f"{GOOD} ",
        f" {GOOD}",
        f"{GOOD}\n",
        GOOD.replace("a", "\x00"),
        GOOD.replace("4", "\N{FULLWIDTH DIGIT FOUR}"),
    ],
)
def test_what_is_malformed_is_none(text: str) -> None:
    assert trace_context.understood(text) is None


@pytest.mark.parametrize("text", [f"01-{TRACE}-{SPAN}-01", f"cc-{TRACE}-{SPAN}-01-what-will-be"])
def test_of_a_later_version_the_known_part_is_taken(text: str) -> None:
    assert trace_context.understood(text) == GOOD


def test_flags_that_nobody_knows_yet_are_cleared() -> None:
    assert trace_context.understood(f"00-{TRACE}-{SPAN}-fd") == GOOD
    assert trace_context.understood(f"00-{TRACE}-{SPAN}-02") == f"00-{TRACE}-{SPAN}-02"

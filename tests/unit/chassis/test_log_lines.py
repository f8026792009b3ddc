"""A line of the log helps to find a fault, is never too long, and holds nothing that is secret."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError
from sqlalchemy.exc import DBAPIError

from chassis.telemetry import log_lines

JWT = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJLRU4ifQ.c2lnbmF0dXJlLW9mLWEtdG9rZW4"
PEM = "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49\n-----END PRIVATE KEY-----"
SECRETS = {
    "a header": (f"Authorization: Bearer {JWT}", JWT),
    "an opaque token": ("bearer k7Qz0oPx", "k7Qz0oPx"),
    "a token alone": (f"cannot use {JWT}!", JWT),
    "a key": (f"loaded {PEM} at once", "MIGHAgEAMBMGByqGSM49"),
    "a key that was cut off": (PEM[:45], "MIGH"),
    "the secret of a client": ("compact_4fJ2kQmZr8x0aB7cD5eF6gH1", "4fJ2kQmZr8x0"),
    "a URL with a password": ("postgresql://review:hunter22@db/review", "hunter22"),
}
"""A text and what in it is secret; all invented."""

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=30_000),
    lambda inner: st.lists(inner, max_size=60) | st.dictionaries(st.text(max_size=300), inner, max_size=60),
    max_leaves=60,
)


def fail_deeply(depth: int, password: str) -> None:
    """Fail `depth` calls below, each with a local variable."""
    if depth == 0:
        raise ValueError("too deep")
    fail_deeply(depth - 1, password)


def caught(depth: int = 0) -> ValueError:
    with pytest.raises(ValueError, match="too deep") as failure:
        fail_deeply(depth, "hunter22")
    return failure.value


@pytest.mark.parametrize("kind", SECRETS)
def test_what_looks_like_a_secret_is_withheld_wherever_it_stands(kind: str) -> None:
    given_text, secret = SECRETS[kind]
    event = {"event": given_text, "about": {"more": [given_text, {"path": (given_text,)}]}}
    shown = log_lines.line(log_lines.without_secrets(event))
    assert secret not in shown
    assert shown.count(log_lines.WITHHELD) == 3


@pytest.mark.parametrize("name", ["Authorization", "client_secret", "database_password", "access_token"])
def test_what_has_the_name_of_a_secret_is_withheld(name: str) -> None:
    assert log_lines.without_secrets({"headers": {name: "x"}}) == {"headers": {name: log_lines.WITHHELD}}


def test_an_error_is_shown_by_its_places_and_without_the_values_of_variables() -> None:
    [shown] = log_lines.exception(caught(3))
    assert (shown["type"], shown["message"]) == ("ValueError", "ValueError: too deep")
    assert shown["frames"][-1].endswith("fail_deeply")
    assert "hunter22" not in json.dumps(shown)


def test_of_a_deep_error_the_outermost_and_innermost_frames_are_shown() -> None:
    [shown] = log_lines.exception(caught(200))
    assert len(shown["frames"]) == log_lines.MOST_FRAMES
    assert shown["frames"][0].endswith(" caught")
    assert "more" in shown["frames"][log_lines.MOST_FRAMES // 2 - 1]
    assert shown["frames"][-1].endswith(" fail_deeply")


def test_of_a_long_chain_of_errors_the_last_ones_are_shown() -> None:
    error: Exception = KeyError(0)
    for number in range(1, 50):
        following = KeyError(number)
        following.__cause__ = error
        error = following
    shown = log_lines.exception(error)
    assert [one["message"] for one in shown] == [f"KeyError: {number}" for number in (49, 48, 47, 46)]


def test_errors_that_cause_each_other_end() -> None:
    one, other = KeyError(1), KeyError(2)
    one.__cause__, other.__cause__ = other, one
    assert len(log_lines.exception(one)) == 2


def test_an_error_of_the_database_shows_neither_statement_nor_values() -> None:
    answer = Exception("<class 'X'>: duplicate key\nDETAIL:  Key (name)=(Ada) already exists.")
    [shown] = log_lines.exception(DBAPIError("INSERT INTO person", {"name": "Ada"}, answer))
    assert shown["message"] == "DBAPIError: duplicate key"
    argument = Exception("invalid input for query argument $1: 'Ada' (expected int)")
    [shown] = log_lines.exception(DBAPIError("SELECT", None, argument))
    assert shown["message"] == "DBAPIError: invalid input for query argument $1"


def test_an_error_of_validation_shows_no_input() -> None:
    class Person(BaseModel):
        age: int

    with pytest.raises(ValidationError) as failure:
        Person.model_validate({"age": "Ada"})
    [shown] = log_lines.exception(failure.value)
    assert "Ada" not in shown["message"]
    assert "age: " in shown["message"]


@given(st.dictionaries(st.text(max_size=300), values, max_size=40))
def test_a_line_is_json_and_short_whatever_is_logged(event: dict[str, Any]) -> None:
    line = log_lines.line(event)
    assert "\n" not in line
    assert len(line.encode()) < log_lines.LONGEST_LINE
    assert isinstance(json.loads(line), dict)


def test_a_line_that_fits_is_whole_and_one_that_does_not_names_its_event() -> None:
    event = {"event": "agenda assembled", "milestone": "GCM-2030-01"}
    assert json.loads(log_lines.line(event)) == event
    cut = json.loads(log_lines.line({**event, "about": ["x" * 900] * 1000}))
    assert (cut["event"], cut["cut"]) == ("agenda assembled", True)

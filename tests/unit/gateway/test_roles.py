"""What roles bring."""

from gateway.roles import scopes_of


def test_a_un_entity_may_what_a_state_may() -> None:
    assert scopes_of(["un_entity"]) == scopes_of(["state"])


def test_nobody_both_writes_and_reviews_a_report() -> None:
    assert not scopes_of(["state"]) & scopes_of(["secretariat"])


def test_an_observer_reads_only() -> None:
    assert scopes_of(["observer"]) == frozenset()

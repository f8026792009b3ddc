"""Every invariant is content with a sound run, and finds what is wrong with a doctored one."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chassis.bus import Record
from tests.soak.evidence import Evidence
from tests.soak.evidence.received import Reception
from tests.soak.invariants import INVARIANTS, Invariant, judge
from tests.soak.invariants.agendas import agendas
from tests.soak.invariants.chain import chain
from tests.soak.invariants.deadlines import deadlines
from tests.soak.invariants.delivery import delivery
from tests.soak.invariants.order import order
from tests.soak.invariants.publication import publication
from tests.soak.invariants.replay import replay
from tests.soak.load.journal import Journal
from tests.unit.soak import sound
from tests.unit.soak.books import at


def complaint(invariant: Invariant, evidence: Evidence) -> str:
    """The only thing that `invariant` says against `evidence`."""
    (violation,) = invariant(evidence, Journal()).violations
    return violation


def with_messages(whole: Evidence, *messages: Record) -> Evidence:
    return replace(whole, messages={**whole.messages, "commitments": list(messages)})


def test_a_sound_run_has_no_violations_and_every_invariant_has_checked_something() -> None:
    evidence = sound.evidence()
    verdicts = judge(evidence, sound.journal(evidence))
    assert len(verdicts) == len(INVARIANTS)
    assert [violation for verdict in verdicts for violation in verdict.violations] == []
    assert all(verdict.checked for verdict in verdicts)


def test_a_row_that_never_reached_the_bus_is_found() -> None:
    whole = sound.evidence()
    kept = [one for one in whole.messages["commitments"] if one.offset != 1]
    said = complaint(publication, with_messages(whole, *kept))
    assert said == "sequence 2 of commitments (compact.progress.computed.v1) is not on the bus"


def test_a_message_that_differs_by_one_byte_is_found() -> None:
    whole = sound.evidence()
    first, *others = whole.messages["commitments"]
    doctored = replace(first, value=(first.value or b"").replace(b"Pathway", b"Passage"))
    assert "is not sequence 1 of commitments" in complaint(
        publication, with_messages(whole, doctored, *others)
    )


def test_a_message_without_a_row_is_found() -> None:
    whole = sound.evidence()
    ledger = whole.ledgers["registry"]
    shorter = replace(ledger, rows=ledger.rows[:-1], events=ledger.events[:-1])
    said = complaint(publication, replace(whole, ledgers={**whole.ledgers, "registry": shorter}))
    assert "is not sequence 4 of registry" in said


def test_duplicates_are_no_violation() -> None:
    whole = sound.evidence()
    messages = whole.messages["commitments"]
    twice = with_messages(whole, *messages, *messages)
    assert not publication(twice, Journal()).violations
    assert not order(twice, Journal()).violations


def test_two_events_of_one_party_that_swapped_places_are_found() -> None:
    whole = sound.evidence()
    first, second, *others = whole.messages["commitments"]
    said = complaint(order, with_messages(whole, second, first, *others))
    assert said == "sequence 1 of commitments is on the bus after 2, both of KEN"


def test_events_of_different_parties_may_swap_places() -> None:
    whole = sound.evidence()
    *others, third, fourth = whole.messages["commitments"]
    assert not order(with_messages(whole, *others, fourth, third), Journal()).violations


def test_a_subscriber_that_is_behind_is_found() -> None:
    first, *others = sound.evidence().reception.inboxes
    behind = Reception([replace(first, watermark=0), *others], [])
    said = complaint(delivery, sound.evidence(reception=behind))
    assert said == "commitments has 0 of 4 sequences of registry"


def test_a_dead_letter_is_found() -> None:
    letters = Reception(sound.evidence().reception.inboxes, ["review: compact.registry@7: ValueError"])
    said = complaint(delivery, sound.evidence(reception=letters))
    assert said == "dead letter of review: compact.registry@7: ValueError"


def test_a_received_row_that_the_ledgers_do_not_give_is_found() -> None:
    doubled = {"review": {"received_report": ['{"party": "KEN"}', '{"party": "FJI"}', '{"party": "FJI"}']}}
    said = complaint(replay, sound.evidence(received=doubled))
    assert said == '{"party": "FJI"} is too much in review.received_report'


def test_a_row_that_was_not_received_is_found() -> None:
    lost = {"review": {"received_report": ['{"party": "KEN"}']}}
    said = complaint(replay, sound.evidence(received=lost))
    assert said == '{"party": "FJI"} is missing in review.received_report'


def test_a_deadline_that_fired_twice_is_found() -> None:
    book = sound.review(sound.agenda())
    passed = {"milestone_id": sound.MILESTONE, "party": None, "due_at": sound.DUE}
    book.append(61, "compact.deadline.passed.v1", sound.MILESTONE, passed)
    assert "fired 2 times" in complaint(deadlines, sound.with_ledger(book))


def test_a_deadline_that_never_fired_is_found() -> None:
    book = sound.review(sound.agenda())
    granted = {"milestone_id": sound.MILESTONE, "party": "FJI", "due_at": at(70), "locks_at": at(90)}
    book.append(62, "compact.extension.granted.v1", sound.MILESTONE, granted)
    said = complaint(deadlines, sound.with_ledger(book))
    assert said.endswith("for FJI fired 0 times")


def test_a_deadline_that_fired_before_its_time_is_found() -> None:
    whole = sound.evidence()
    ledger = whole.ledgers["review"]
    early = [replace(row, time=row.time - timedelta(seconds=1)) for row in ledger.rows]
    doctored = replace(whole, ledgers={**whole.ledgers, "review": replace(ledger, rows=early)})
    assert "fired at 2030-01-01 00:00:59.1" in complaint(deadlines, doctored)


def test_a_report_that_was_taken_after_the_lock_date_is_found() -> None:
    book = sound.commitments()
    data = {"report_id": "x", "milestone_id": sound.MILESTONE, "party": "GHA", "title": "Too late"}
    book.append(91, "compact.report.submitted.v1", "x", data, party="GHA")
    assert "GHA submitted at" in complaint(deadlines, sound.with_ledger(book))


def test_an_agenda_that_counts_what_came_after_its_cut_is_found() -> None:
    wrong = sound.agenda(("FJI", "KEN"))
    said = complaint(agendas, sound.with_ledger(sound.review(wrong), agendas=[wrong]))
    assert "calls ['FJI', 'KEN'] submitted_on_time, the record ['KEN']" in said


def test_an_agenda_that_misjudges_commitments_is_found() -> None:
    book = sound.commitments()
    recovered = {"commitment_id": sound.COMMITMENT, "status": "on_track"}
    book.append(59.5, "compact.progress.computed.v1", sound.COMMITMENT, recovered, party="KEN")
    book.rows.sort(key=lambda row: row.time)
    said = complaint(agendas, sound.with_ledger(book))
    assert "says of goal 5 {'limited': 1}, the record {'on_track': 1}" in said


@pytest.mark.parametrize(
    ("event", "told", "said"),
    [
        (
            "compact.finding.replied.v1",
            {"code": "F-2030-1", "status": "replied"},
            "has the findings {'F-2030-1': 'open'}, the record {'F-2030-1': 'replied'}",
        ),
        (
            "compact.finding.closed.v1",
            {"code": "F-2030-1", "status": "closed"},
            "has the findings {'F-2030-1': 'open'}, the record {}",
        ),
        (
            "compact.gap-analysis.published.v1",
            {"version": 4, "uncovered_themes": [], "low_uptake": [{}], "not_implemented": []},
            "has gap analysis 3, the record 4",
        ),
        (
            "compact.entry.removed.v1",
            {"id": sound.REVIEW, "noun": "programme_item"},
            "has the reviews ['review-1'], the record []",
        ),
    ],
)
def test_an_agenda_that_misses_what_the_registry_told_before_its_cut_is_found(
    event: str, told: dict[str, Any], said: str
) -> None:
    book = sound.registry()
    book.append(59.5, event, "x", told)
    assert complaint(agendas, sound.with_ledger(book)).endswith(said)
    later = sound.registry()
    later.append(60.2, event, "x", told)
    assert not agendas(sound.with_ledger(later), Journal()).violations


def test_a_regional_review_that_is_too_long_ago_is_not_missed() -> None:
    book = sound.registry()
    old = {"id": "y", "code": "review-0", "kind": "regional_review", "framework": "GCM"}
    book.append(1.5, "compact.programme-item.recorded.v1", "y", {**old, "held_on": "2025-12-31"})
    assert not agendas(sound.with_ledger(book), Journal()).violations


def test_a_missing_agenda_is_found() -> None:
    said = agendas(sound.evidence(agendas=[]), Journal()).violations
    assert said[0] == f"the agenda of meeting {sound.MEETING} is missing"


def test_a_revision_without_a_reason_is_found() -> None:
    first, second = sound.agenda(), sound.agenda(version=2)
    book = sound.review(first)
    revised = {"agenda_id": second.id, "version": 2, "digest": second.digest}
    book.append(62, "compact.agenda.revised.v1", sound.MEETING, revised)
    said = complaint(agendas, sound.with_ledger(book, agendas=[first, second]))
    assert "revises a complete version of the same cut" in said


def test_a_second_first_agenda_is_found() -> None:
    first = sound.agenda()
    book = sound.review(first)
    again = {"agenda_id": first.id, "version": 1, "digest": first.digest}
    book.append(62, "compact.agenda.assembled.v1", sound.MEETING, again)
    assert "is told as" in complaint(agendas, sound.with_ledger(book, agendas=[first]))


def test_a_ledger_that_lost_a_row_is_found() -> None:
    whole = sound.evidence()
    ledger = whole.ledgers["commitments"]
    shorter = replace(ledger, rows=ledger.rows[:-1])
    said = complaint(chain, replace(whole, ledgers={**whole.ledgers, "commitments": shorter}))
    assert said == "the positions of commitments are not 1 to 4"


def test_two_transactions_at_the_same_time_are_found() -> None:
    book = sound.registry()
    book.append(1, "compact.actor.registered.v1", "x", {"code": "FJI"}, party="FJI")
    assert "has the time" in complaint(chain, sound.with_ledger(book))


def test_rows_of_one_transaction_may_share_their_time() -> None:
    book = sound.registry()
    for code in ("FJI", "GHA"):
        book.append(2, "compact.actor.registered.v1", code, {"code": code}, party=code, key="import")
    assert not chain(sound.with_ledger(book), Journal()).violations

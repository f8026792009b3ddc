"""Acknowledged writes are looked for in the ledger: there, once, and as they were sent."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from tests.soak.evidence import Evidence
from tests.soak.invariants.acknowledgements import acknowledgements
from tests.soak.load.journal import Answer, Journal, Outcome, Seen, Write
from tests.unit.soak import sound
from tests.unit.soak.books import EPOCH


def complaint(evidence: Evidence, journal: Journal) -> str:
    (violation,) = acknowledgements(evidence, journal).violations
    return violation


def submission() -> tuple[Evidence, Journal, Write]:
    evidence = sound.evidence()
    journal = sound.journal(evidence)
    return evidence, journal, journal.writes[0]


def test_a_lost_acknowledgement_is_found() -> None:
    evidence, journal, write = submission()
    write.key = "another"
    assert "was acknowledged and is 0 times in the ledger" in complaint(evidence, journal)


def test_an_effect_that_came_twice_is_found() -> None:
    book = sound.commitments()
    _, journal, write = submission()
    again = book.rows[2]
    book.append(62, again.type, again.subject, again.told, party="KEN", key=sound.KEY)
    said = acknowledgements(sound.with_ledger(book), journal).violations
    assert said[0] == f"{write} had 2 effects"


def test_an_event_that_says_something_else_is_found() -> None:
    evidence, journal, write = submission()
    write.facts = {"title": "Report of Kenya"}
    assert "its event says something else" in complaint(evidence, journal)


def test_a_repetition_that_got_another_answer_is_found() -> None:
    evidence, journal, write = submission()
    write.answers.append(Answer(200, {**write.receipts[0], "version": 5}))
    assert "with different answers" in complaint(evidence, journal)


def test_without_an_answer_an_effect_may_be_there_or_not() -> None:
    for key in (sound.KEY, "never arrived"):
        evidence, journal, write = submission()
        write.key, write.answers = key, [Answer(None), Answer(503)]
        assert write.outcome is Outcome.UNKNOWN
        assert not acknowledgements(evidence, journal).violations


def test_a_refusal_that_had_an_effect_is_found() -> None:
    evidence, journal, write = submission()
    write.answers = [Answer(409, {"type": "/problems/locked"}, at=sound.LOCKED)]
    assert "was refused and is in the ledger" in complaint(evidence, journal)


def test_a_refusal_after_an_unanswered_attempt_may_have_had_an_effect() -> None:
    evidence, journal, write = submission()
    write.answers = [Answer(None), Answer(409, {"type": "/problems/locked"}, at=sound.LOCKED)]
    assert not acknowledgements(evidence, journal).violations


def test_a_refusal_that_should_not_be_is_found() -> None:
    evidence, journal, write = submission()
    write.key, write.answers = "never arrived", [Answer(403, {"type": "/problems/forbidden"})]
    assert "was refused: 403" in complaint(evidence, journal)


def test_a_refusal_that_comes_too_early_is_found() -> None:
    evidence, journal, write = submission()
    early = sound.LOCKED - timedelta(seconds=20)
    write.key, write.answers = "never arrived", [Answer(409, {"type": "/problems/locked"}, at=early)]
    assert "was refused: 409" in complaint(evidence, journal)


def test_a_first_attempt_that_still_runs_is_no_refusal() -> None:
    body = {"type": "/problems/conflict", "errors": [{"pointer": "header:Idempotency-Key", "detail": "runs"}]}
    assert Answer(409, body).outcome is Outcome.UNKNOWN
    assert Answer(409, {"type": "/problems/conflict"}).outcome is Outcome.REFUSED


def test_an_event_that_was_read_and_is_gone_is_found() -> None:
    evidence, journal, _ = submission()
    first = evidence.ledgers["registry"].events[0]
    journal.seen.add(Seen("registry", EPOCH, 1, first.id))
    assert not acknowledgements(evidence, journal).violations
    journal.seen = {Seen("registry", EPOCH, 1, uuid4())}
    assert "was read and is not in the ledger" in complaint(evidence, journal)


def test_a_draft_that_lost_its_title_is_found() -> None:
    evidence, journal, write = submission()
    draft = str(uuid4())
    row = evidence.ledgers["commitments"].rows[2]
    drafted = replace(row, subject=draft)
    rows = [drafted if one is row else one for one in evidence.ledgers["commitments"].rows]
    ledger = replace(evidence.ledgers["commitments"], rows=rows)
    write.path = "/v1/reports"
    write.answers = [Answer(201, {"id": draft, "title": "Report of KEN"})]
    doctored = replace(evidence, ledgers={**evidence.ledgers, "commitments": ledger})
    assert "is called None" in complaint(doctored, journal)

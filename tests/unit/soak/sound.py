"""A small run in which everything held: one commitment, one deadline, a report on each side of it."""

import hashlib
import json
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from chassis.bus import Record
from tests.soak.evidence import Evidence, Ledger
from tests.soak.evidence.received import Inbox, Reception
from tests.soak.evidence.resources import AgendaVersion
from tests.soak.load.journal import Answer, Journal, Write
from tests.unit.soak.books import EPOCH, Book, at

DUE, LOCKED = at(60), at(90)
MEETING, MILESTONE, ON_TIME, LATE, COMMITMENT, REVIEW = (str(uuid4()) for _ in range(6))
KEY = "key-of-the-submission"


def registry() -> Book:
    """One State is known, with a finding about it; there is a gap, and a regional review was held."""
    book = Book("registry")
    book.append(1, "compact.actor.registered.v1", str(uuid4()), {"code": "KEN"}, party="KEN")
    finding = {"code": "F-2030-1", "status": "open"}
    book.append(1.1, "compact.finding.opened.v1", str(uuid4()), finding, party="KEN")
    gaps = {"uncovered_themes": [{"theme": "climate"}], "low_uptake": [], "not_implemented": []}
    book.append(1.2, "compact.gap-analysis.published.v1", str(uuid4()), {"version": 3, **gaps})
    review = {"id": REVIEW, "code": "review-1", "kind": "regional_review", "framework": "GCM"}
    book.append(1.3, "compact.programme-item.recorded.v1", REVIEW, {**review, "held_on": "2029-05-01"})
    return book


def commitments() -> Book:
    """A commitment with its progress, a report in time, and one that is late."""
    book = Book("commitments")
    alignments = [{"framework": "GCM", "goal": "5", "degree": "high"}]
    published = {"commitment_id": COMMITMENT, "title": "Pathway", "alignments": alignments}
    book.append(2, "compact.commitment.published.v1", COMMITMENT, published, party="KEN")
    progress = {"commitment_id": COMMITMENT, "status": "limited"}
    book.append(3, "compact.progress.computed.v1", COMMITMENT, progress, party="KEN")
    for second, party, report, key in ((59, "KEN", ON_TIME, KEY), (61, "FJI", LATE, None)):
        data = {"report_id": report, "milestone_id": MILESTONE, "party": party, "title": f"Report of {party}"}
        book.append(second, "compact.report.submitted.v1", report, data, party=party, key=key)
    return book


def review(agenda: AgendaVersion) -> Book:
    """A milestone is opened, its deadline passes, the agenda of its meeting is assembled."""
    book = Book("review")
    opened = {"milestone_id": MILESTONE, "meeting_id": MEETING, "due_at": DUE, "locks_at": LOCKED}
    book.append(10, "compact.milestone.opened.v1", MILESTONE, opened)
    passed = {"milestone_id": MILESTONE, "party": None, "due_at": DUE}
    book.append(60.1, "compact.deadline.passed.v1", MILESTONE, passed)
    assembled = {"agenda_id": agenda.id, "version": agenda.version, "digest": agenda.digest}
    book.append(60.5, "compact.agenda.assembled.v1", MEETING, assembled)
    return book


def agenda(on_time: tuple[str, ...] = ("KEN",), *, version: int = 1, cut: datetime = DUE) -> AgendaVersion:
    """The agenda that says who reported in time, how commitments stand, and what the registry tells."""
    records = [{"kind": "submitted_on_time", "party": party} for party in on_time]
    topics = [{"goal": "5", "commitments": {"limited": 1}}, {"goal": "7", "commitments": {}}]
    empty: dict[str, Any] = {"records": [], "topics": []}
    items = [
        {**empty, "records": records},
        {**empty, "topics": topics},
        {**empty, "findings": [{"code": "F-2030-1", "status": "open"}]},
        {**empty, "gaps": [{"kind": "uncovered_theme"}], "counts": {"analysis": 3}},
        {**empty, "reviews": [{"kind": "regional_review", "code": "review-1"}]},
    ]
    document = json.dumps({"items": items})
    return AgendaVersion(
        id=uuid4(),
        meeting_id=UUID(MEETING),
        milestone_id=UUID(MILESTONE),
        version=version,
        status="provisional" if version == 1 else "revised",
        complete=True,
        reason="the reporting deadline passed",
        cut_at=cut,
        digest=hashlib.sha256(document.encode()).hexdigest(),
        document=document,
    )


def evidence(**changes: Any) -> Evidence:
    """All of it; `changes` replace parts."""
    one = agenda()
    books = {book.service: book for book in (registry(), commitments(), review(one))}
    ledgers = {service: book.ledger() for service, book in books.items()}
    tables = {"received_report": ['{"party": "KEN"}', '{"party": "FJI"}']}
    pairs = [("commitments", "registry"), ("commitments", "review")]
    pairs += [("review", "registry"), ("review", "commitments")]
    inboxes = [Inbox(to, of, EPOCH, ledgers[of].head.sequence) for to, of in pairs]
    sound = Evidence(
        ledgers=ledgers,
        messages={service: book.messages() for service, book in books.items()},
        reception=Reception(inboxes, []),
        received={"review": tables},
        replayed={"review": {name: list(rows) for name, rows in tables.items()}},
        agendas=[one],
        titles={},
    )
    return replace(sound, **changes)


def with_ledger(book: Book, **changes: Any) -> Evidence:
    """The evidence with the ledger that `book` tells instead of its own, on the bus as well."""
    whole = evidence(**changes)
    ledgers: dict[str, Ledger] = {**whole.ledgers, book.service: book.ledger()}
    messages: dict[str, list[Record]] = {**whole.messages, book.service: book.messages()}
    return replace(whole, ledgers=ledgers, messages=messages)


def journal(whole: Evidence) -> Journal:
    """What the State that reported in time noted."""
    row = next(row for row in whole.ledgers["commitments"].rows if row.correlation_id == KEY)
    receipt = {"id": row.subject, "event_id": str(row.id)}
    facts = {"title": "Report of KEN", "milestone_id": MILESTONE}
    write = Write(KEY, "commitments", f"/v1/reports/{ON_TIME}:submit", row.type, facts, {"locked": LOCKED})
    write.answers.append(Answer(200, receipt))
    return Journal(writes=[write])

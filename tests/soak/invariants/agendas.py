"""Each meeting has one agenda, which says what the record said at its cut, no more and no less."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from tests.soak.evidence import Evidence, Ledger
from tests.soak.evidence.resources import AgendaVersion
from tests.soak.invariants.calendar import Calendar
from tests.soak.invariants.norms import Norms, norms_at
from tests.soak.invariants.standing import Standing, standing_at
from tests.soak.invariants.verdict import Verdict
from tests.soak.load.journal import Journal

Submissions = Mapping[str, Mapping[str, datetime]]
"""Ledger time of the first report, by milestone and party."""


def agendas(evidence: Evidence, _: Journal) -> Verdict:
    """Invariant 6."""
    verdict = Verdict("agendas")
    review, commitments = evidence.ledgers["review"], evidence.ledgers["commitments"]
    calendar, reports = Calendar.of(review), _first_reports(commitments)
    cuts = {agenda.cut_at for agenda in evidence.agendas}
    standings, norms = standing_at(cuts, commitments), norms_at(cuts, evidence.ledgers["registry"])
    by_meeting: defaultdict[str, list[AgendaVersion]] = defaultdict(list)
    for agenda in evidence.agendas:
        by_meeting[str(agenda.meeting_id)].append(agenda)
        _judge_record(verdict, agenda, calendar, reports, standings[agenda.cut_at])
        _judge_norms(verdict, agenda, calendar, norms[agenda.cut_at])
    for milestone in calendar.milestones.values():
        versions = by_meeting[milestone["meeting_id"]]
        _judge_versions(verdict, f"the agenda of meeting {milestone['meeting_id']}", versions)
        _judge_events(verdict, milestone["meeting_id"], versions, review)
    return verdict


def _first_reports(commitments: Ledger) -> Submissions:
    first: defaultdict[str, dict[str, datetime]] = defaultdict(dict)
    for row in commitments.of("compact.report.submitted.v1"):
        first[row.told["milestone_id"]].setdefault(row.party, row.time)
    return first


def _judge_versions(verdict: Verdict, agenda: str, versions: Sequence[AgendaVersion]) -> None:
    numbers = [one.version for one in versions]
    if not verdict.check(bool(versions), f"{agenda} is missing"):
        return
    verdict.check(numbers == list(range(1, len(numbers) + 1)), f"{agenda} has the versions {numbers}")
    verdict.check(versions[-1].complete, f"{agenda} is not complete in the end")
    verdict.check(versions[0].status == "provisional", f"{agenda} begins as {versions[0].status}")
    for before, after in pairwise(versions):
        reasonable = after.cut_at > before.cut_at or not before.complete
        named = f"{agenda}, version {after.version} ({after.reason!r})"
        verdict.check(
            after.status == "revised" and bool(after.reason), f"{named} is no revision with a reason"
        )
        verdict.check(reasonable, f"{named} revises a complete version of the same cut")


def _judge_events(verdict: Verdict, meeting: str, versions: Sequence[AgendaVersion], review: Ledger) -> None:
    told = [
        (row.type, row.told["agenda_id"], row.told["version"], row.told["digest"])
        for row in review.of("compact.agenda.assembled.v1", "compact.agenda.revised.v1")
        if row.subject == meeting
    ]
    kept = [
        (f"compact.agenda.{'assembled' if n == 0 else 'revised'}.v1", str(one.id), one.version, one.digest)
        for n, one in enumerate(versions)
    ]
    verdict.check(told == kept, f"the agenda of meeting {meeting} is told as {told} and kept as {kept}")


def _judge_record(
    verdict: Verdict, agenda: AgendaVersion, calendar: Calendar, reports: Submissions, standing: Standing
) -> None:
    name = _name(agenda)
    digest = hashlib.sha256(agenda.document.encode()).hexdigest()
    verdict.check(agenda.digest == digest, f"{name} is not the one that its digest is of")
    if not agenda.complete:
        return  # it says so, and its revision is judged
    items = json.loads(agenda.document)["items"]
    milestone = str(agenda.milestone_id)
    for kind, parties in _timeliness(milestone, agenda.cut_at, calendar, reports).items():
        told = {one["party"] for item in items for one in item["records"] if one["kind"] == kind}
        verdict.check(told == parties, f"{name} calls {sorted(told)} {kind}, the record {sorted(parties)}")
    for topic in (topic for item in items for topic in item["topics"]):
        _judge_topic(verdict, name, topic, standing)


def _timeliness(
    milestone: str, cut: datetime, calendar: Calendar, reports: Submissions
) -> dict[str, set[str]]:
    """Who had reported at `cut`, on time and late: by the ledger's time of the first report."""
    known = {party: time for party, time in reports.get(milestone, {}).items() if time < cut}
    on_time = {party for party, time in known.items() if time < calendar.due_at(milestone, party)}
    return {"submitted_on_time": on_time, "submitted_late": known.keys() - on_time}


def _judge_norms(verdict: Verdict, agenda: AgendaVersion, calendar: Calendar, norms: Norms) -> None:
    """The facts of the registry: findings that are not closed, the newest analysis, the reviews held."""
    if not agenda.complete:
        return
    name, items = _name(agenda), json.loads(agenda.document)["items"]
    findings = {one["code"]: one["status"] for item in items for one in item.get("findings", ())}
    verdict.check(
        findings == norms.findings, f"{name} has the findings {findings}, the record {norms.findings}"
    )
    analysis = next((item["counts"]["analysis"] for item in items if "gaps" in item), None)
    verdict.check(
        analysis == norms.analysis, f"{name} has gap analysis {analysis}, the record {norms.analysis}"
    )
    due_at = datetime.fromisoformat(calendar.milestones[str(agenda.milestone_id)]["due_at"])
    held = norms.reviews(due_at)
    told = {
        one["code"] for item in items for one in item.get("reviews", ()) if one["kind"] == "regional_review"
    }
    verdict.check(told == held, f"{name} has the reviews {sorted(told)}, the record {sorted(held)}")


def _name(agenda: AgendaVersion) -> str:
    return f"agenda {agenda.id} (cut at {agenda.cut_at})"


def _judge_topic(verdict: Verdict, name: str, topic: dict[str, Any], standing: Standing) -> None:
    goal, told = topic["goal"], topic["commitments"]
    stood = dict(standing.get(goal, {}))
    verdict.check(told == stood, f"{name} says of goal {goal} {told}, the record {stood}")

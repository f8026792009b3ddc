"""What a soak tells: per round what was new, at the end all of it."""

import json
from pathlib import Path

from tests.soak.invariants.verdict import Verdict
from tests.soak.load.journal import Answer, Outcome, Write
from tests.soak.plan import Strike
from tests.soak.report import Report
from tests.soak.round import Played

KILL = Strike(at=3.25, fault="kill", target="review", lasts=0.0)
FREEZE = Strike(at=4.0, fault="freeze", target="postgres", lasts=12.0)


def acknowledged() -> Write:
    return Write("key", "review", "/v1/meetings", "scheduled", {}, {}, [Answer(201)])


def played(report: Report, *violations: str) -> str:
    report.journal.writes.append(acknowledged())
    report.journal.reads[Outcome.ACKNOWLEDGED] += 5
    return str(report.note([KILL, FREEZE], Played(21.4, 0.62, [Verdict("chain", 10, list(violations))])))


def test_the_line_of_a_round_tells_its_faults_and_what_was_new() -> None:
    report = Report("postgres", 7, {})
    played(report)
    assert played(report) == (
        "Round 2 (21 s): kill review at 3.2 s; freeze postgres at 4.0 s for 12 s."
        " Requests: 1 acknowledged, 0 refused, 0 unknown, 5 reads."
        " Settled after 0.6 s; 10 checks, 0 violations."
    )


def test_the_summary_names_seed_skipped_faults_and_violations() -> None:
    report = Report("postgres", 7, {"clock": "libfaketime is not installed"})
    played(report, "row 3 is missing")
    told = report.summary().splitlines()
    assert told[0].startswith("1 rounds on the postgres bus, seed 7, in ")
    assert told[1:4] == [
        "Faults: freeze 1, kill 1",
        "Skipped: clock, because libfaketime is not installed",
        "Requests: 1 acknowledged, 0 refused, 0 unknown, 5 reads",
    ]
    assert told[4:] == ["Checks: 10; violations: 1", "  round 1, chain: row 3 is missing"]


def test_the_json_tells_the_same(tmp_path: Path) -> None:
    report = Report("kafka", 7, {"clock": "libfaketime is not installed"})
    played(report, "row 3 is missing")
    report.write_json(tmp_path / "told.json")
    told = json.loads((tmp_path / "told.json").read_text())
    assert told["seed"] == 7
    assert told["faults"] == {"kill": 1, "freeze": 1}
    assert told["violations"] == [{"round": 1, "invariant": "chain", "what": "row 3 is missing"}]
    assert told["rounds"][0]["strikes"][0] == "kill review at 3.2 s"

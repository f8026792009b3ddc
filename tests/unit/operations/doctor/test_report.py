import json

from operations.doctor import report
from operations.doctor.findings import Examined, Finding

SERVER = Finding("PostgreSQL does not answer", "start it", "PostgreSQL")
PROCESS = Finding("no worker is ready", "restart it", "worker", frozenset({"PostgreSQL", "Kafka"}))
EXAMINED = [
    Examined("processes", (PROCESS,), "all are ready"),
    Examined("databases", (SERVER,)),
    Examined("volumes", (), "much is free"),
]


def test_causes_come_before_consequences_which_get_no_advice() -> None:
    assert list(report.lines(EXAMINED)) == [
        "WRONG   databases: PostgreSQL does not answer -> start it",
        "  then  processes: no worker is ready",
        "fine    volumes: much is free",
        "1 thing is wrong; 1 more may follow from that.",
    ]


def test_what_nothing_explains_is_a_cause_itself() -> None:
    told = list(report.lines([EXAMINED[0]]))
    assert told == ["WRONG   processes: no worker is ready -> restart it", "1 thing is wrong."]


def test_a_part_that_could_not_be_seen_is_not_called_fine() -> None:
    assert list(report.lines([Examined("events")])) == ["Everything is as it should be."]


def test_programs_are_told_what_explains_what() -> None:
    told = json.loads(report.document(EXAMINED))
    assert told["healthy"] is False
    assert [finding["explained_by"] for finding in told["findings"]] == [[], ["PostgreSQL"]]
    assert told["fine"] == {"volumes": "much is free"}


def test_programs_are_told_that_all_is_well() -> None:
    assert json.loads(report.document([EXAMINED[2]])) == {
        "healthy": True,
        "findings": [],
        "fine": {"volumes": "much is free"},
    }

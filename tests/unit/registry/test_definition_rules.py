"""A newer definition ends the one that it supersedes."""

from dataclasses import dataclass
from datetime import date

from registry.vocabulary.rules import faults


@dataclass(frozen=True)
class Version:
    code: str
    valid_from: date | None = None
    valid_until: date | None = None
    supersedes: str | None = None


OLD = Version("migrant.1", date(2010, 1, 1))
NEW = Version("migrant.2", date(2021, 1, 1), supersedes="migrant.1")


def fields(
    said: Version, *, superseded: Version | None = None, successor: Version | None = None
) -> list[str]:
    """The fields of `said` with which something is wrong."""
    successors = {} if successor is None else {successor.supersedes or "": successor}
    return [field for field, _ in faults(said, superseded, successors)]


def test_a_newer_definition_takes_the_place_of_an_older() -> None:
    assert fields(NEW, superseded=OLD, successor=NEW) == []


def test_it_has_to_say_from_when() -> None:
    assert fields(Version("migrant.2", supersedes="migrant.1"), superseded=OLD) == ["valid_from"]


def test_it_does_not_begin_before_the_one_that_it_ends() -> None:
    early = Version("migrant.2", date(2009, 1, 1), supersedes="migrant.1")
    assert fields(early, superseded=OLD) == ["valid_from"]


def test_a_definition_is_superseded_once() -> None:
    other = Version("migrant.3", date(2022, 1, 1), supersedes="migrant.1")
    assert fields(other, superseded=OLD, successor=NEW) == ["supersedes"]


def test_a_definition_does_not_supersede_itself() -> None:
    itself = Version("migrant.1", date(2010, 1, 1), supersedes="migrant.1")
    assert fields(itself, superseded=itself) == ["supersedes"]


def test_the_end_of_what_is_superseded_is_no_other_day() -> None:
    ended = Version("migrant.1", date(2010, 1, 1), date(2020, 1, 1))
    assert fields(ended, successor=NEW) == ["valid_until"]


def test_a_definition_does_not_end_before_it_begins() -> None:
    assert fields(Version("migrant.1", date(2010, 1, 1), date(2009, 1, 1))) == ["valid_until"]

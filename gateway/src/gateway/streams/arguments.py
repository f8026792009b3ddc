"""What `streams` takes on the command line."""

import argparse
from datetime import UTC, date, datetime, timedelta

from pydantic import TypeAdapter, ValidationError

from chassis.values import Line
from gateway.streams import rules

_YEAR = 365


def _name(text: str) -> str:
    try:
        return TypeAdapter[str](Line).validate_python(text)
    except ValidationError as error:
        raise argparse.ArgumentTypeError(error.errors()[0]["msg"]) from error


def _end_of(text: str) -> datetime:
    try:
        last = date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no date, such as 2027-12-31") from error
    end = datetime(last.year, last.month, last.day, tzinfo=UTC) + timedelta(days=1)
    if not timedelta() < end - datetime.now(UTC) <= timedelta(days=rules.LONGEST_TERM):
        raise argparse.ArgumentTypeError(f"{text} is past, or further away than {rules.LONGEST_TERM} days")
    return end


def _days(text: str) -> int:
    days = int(text)
    if not 1 <= days <= rules.LONGEST_TERM:
        raise argparse.ArgumentTypeError(f"must be from 1 to {rules.LONGEST_TERM}")
    return days


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the actions and their options."""
    actions = parser.add_subparsers(dest="action", required=True)
    grant = actions.add_parser("grant", help="let a regional body read; its password is shown once")
    grant.add_argument("--name", required=True, type=_name, help="the body's name")
    grant.add_argument("--topic", action="append", choices=rules.TOPICS, help="what it may read (all)")
    grant.add_argument("--group-prefix", help="how the names of its groups begin, such as au.")
    term = grant.add_mutually_exclusive_group()
    term.add_argument("--days", type=_days, default=_YEAR, help="for how long (%(default)s)")
    term.add_argument("--until", type=_end_of, help="the last day (UTC), such as 2027-12-31")
    password = actions.add_parser("password", help="give a new password, such as after Kafka was made anew")
    password.add_argument("principal")
    revoke = actions.add_parser("revoke", help="end a grant; connected readers are cut off")
    revoke.add_argument("principal")
    listing = actions.add_parser("list", help="show all grants, and where Kafka differs")
    for action in (grant, password, listing):
        action.add_argument("--json", action="store_true", help="print JSON, one object a line")

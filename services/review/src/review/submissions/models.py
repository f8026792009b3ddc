"""`/v1/milestones`: who owes what by when, and who has given it."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID
from fastapi import APIRouter, Depends, Request, Response
from pydantic import AwareDatetime, Field
from chassis.http.idempotency import IdempotentRoute, WriteOnce
from chassis.http.pages import Page, Pages, page
from chassis.http.preconditions import IfMatch, check_match, set_etag
from chassis.http.session import Read, Write
from chassis.identity import Anyone, Principal, requires
from chassis.problems.models import Instant, Line, PartyCode, Prose, RequestBody, ResponseBody
from review.schedule import opening as milestones
from review.meetings.models import TimeZone
from review.schedule.rules import Schedule
from review.submissions.rules import Rates, Row, rates, rates_by_region


class SubmissionMatrix(ResponseBody):
    """Who has reported: one row per expected party, with counts and rates, over all and by region."""

    milestone_id: UUID
    as_of: Instant
    rates: Rates
    regions: dict[str, Rates]
    rows: list[Row]

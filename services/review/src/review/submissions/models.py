"""The submission matrix, as it is shown."""

from uuid import UUID

from chassis.problems.models import ResponseBody
from chassis.values import Instant
from review.submissions.rules import Rates, Row


class SubmissionMatrix(ResponseBody):
    """Who has reported: one row per expected party, with counts and rates, over all and by region."""

    milestone_id: UUID
    as_of: Instant
    rates: Rates
    regions: dict[str, Rates]
    rows: list[Row]

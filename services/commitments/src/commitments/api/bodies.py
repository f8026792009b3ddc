"""Response bodies that several resources share."""

from uuid import UUID

from chassis.problems.models import ResponseBody


class Receipt(ResponseBody):
    """That a step is on record.

    When it happened, the ledger decides at the end of the transaction: the resource shows it afterwards.
    """

    id: UUID
    version: int
    event_id: UUID
    """Under this id the step stands in the ledger."""

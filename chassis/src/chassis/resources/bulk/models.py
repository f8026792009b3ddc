"""What an import shows of itself."""

from typing import Any
from uuid import UUID

from pydantic import Field

from chassis.http.pages import Page
from chassis.http.problem_documents import FieldErrorBody
from chassis.problems.models import ResponseBody
from chassis.resources.bulk.jobs import Mode, Status
from chassis.values import Instant


class RejectedRowBody(ResponseBody):
    """A row that was not imported."""

    line: int
    """The line of the text in which the row begins, or its number in the sheet; the first is 1."""
    errors: list[FieldErrorBody]
    """All that is wrong; pointers are into the row, and an empty one means the row as a whole."""
    data: Any
    """The row as it was understood, when it is short; else null."""


class ChangeBody(ResponseBody):
    """An entry that is new or different by an import, or would be by a dry run."""

    line: int
    """Of the row that changed it."""
    code: str
    is_new: bool
    fields: list[str]
    """Those that are different; of a new entry those that have a value."""


class ImportJob(ResponseBody):
    """What becomes of a file that was sent to be imported."""

    id: UUID
    status: Status
    """`queued`, `running`, and in the end `done`, `refused` (all or nothing: it was nothing) or `failed`."""
    reason: str | None
    """Why it has failed, and what would mend it."""
    mode: Mode
    received: int
    """Rows of the file; 0 until it is read."""
    created: int
    """Rows that made a new entry."""
    changed: int
    """Rows that made an entry different."""
    unchanged: int
    """Rows that changed nothing."""
    older: int
    """Rows that differ from what is stored, and are as of an earlier day: they changed nothing."""
    rejected: int
    """Rows that were not imported."""
    progress: float
    """From 0 to 1, which means that it is over."""
    created_at: Instant
    finished_at: Instant | None


class ImportReport(ImportJob):
    """What became of a file, and of each row that was not imported."""

    rejections: Page[RejectedRowBody] = Field(description="By line; `limit` and `cursor` are about these.")

"""The life cycle of a report."""

from chassis.resources.lifecycle import LifeCycle, Step
from commitments.reports.events import (
    ReportAccepted,
    ReportCompleted,
    ReportReturned,
    ReportSignedOff,
    ReportSubmitted,
)

REPORT = LifeCycle(
    noun="report",
    path="/v1/reports/{report_id}",
    initial="draft",
    taken_back=(
        ("completed", "draft"),
        ("completed", "returned"),
        ("signed_off", "draft"),
        ("signed_off", "returned"),
    ),
    steps=(
        Step(
            name="complete",
            summary="Complete a report",
            operation_id="complete_report",
            sources=("draft", "returned"),
            targets=("completed",),
            scope="reports:write",
            event=ReportCompleted,
        ),
        Step(
            name="sign-off",
            summary="Sign off a report",
            operation_id="sign_off_report",
            sources=("completed",),
            targets=("signed_off",),
            scope="reports:sign-off",
            event=ReportSignedOff,
        ),
        Step(
            name="submit",
            summary="Submit a report",
            operation_id="submit_report",
            sources=("signed_off",),
            targets=("submitted",),
            scope="reports:write",
            event=ReportSubmitted,
        ),
        Step(
            name="accept",
            summary="Accept a report",
            operation_id="accept_report",
            sources=("submitted",),
            targets=("accepted",),
            scope="reports:review",
            event=ReportAccepted,
        ),
        Step(
            name="return",
            summary="Return a report",
            operation_id="return_report",
            sources=("submitted",),
            targets=("returned",),
            scope="reports:review",
            event=ReportReturned,
        ),
    ),
)

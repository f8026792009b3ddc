"""The life cycle of a finding."""

from chassis.resources.lifecycle import LifeCycle, Reason, Step
from registry.findings.events import FindingClosed, FindingDismissed, FindingOpened, FindingReplied

REVIEW = "findings:review"
"""The scope of those who review, and therefore read every finding."""

FINDING = LifeCycle(
    noun="finding",
    path="/v1/findings/{code}",
    initial="raised",
    steps=(
        Step(
            name="publish",
            summary="Publish a finding",
            operation_id="publish_finding",
            sources=("raised",),
            targets=("open",),
            scope=REVIEW,
            event=FindingOpened,
        ),
        Step(
            name="dismiss",
            summary="Dismiss a finding",
            operation_id="dismiss_finding",
            sources=("raised",),
            targets=("dismissed",),
            scope=REVIEW,
            event=FindingDismissed,
            reason=Reason.REQUIRED,
        ),
        Step(
            name="reply",
            summary="Reply to a finding",
            operation_id="reply_to_finding",
            sources=("open", "replied"),
            targets=("replied",),
            scope="findings:reply",
            event=FindingReplied,
        ),
        Step(
            name="close",
            summary="Close a finding",
            operation_id="close_finding",
            sources=("open", "replied"),
            targets=("closed",),
            scope=REVIEW,
            event=FindingClosed,
            reason=Reason.REQUIRED,
        ),
    ),
)

"""The life cycle of a commitment: an author writes it, a focal point approves, the party makes it public."""

from chassis.resources.lifecycle import LifeCycle, Reason, Step
from commitments.commitments.events import (
    CommitmentApproved,
    CommitmentChanged,
    CommitmentFulfilled,
    CommitmentPublished,
    CommitmentSentBack,
    CommitmentStarted,
    CommitmentSubmitted,
    CommitmentWithdrawn,
)

WRITE, SIGN_OFF, PUBLISH = "commitments:write", "commitments:sign-off", "commitments:publish"

COMMITMENT = LifeCycle(
    noun="commitment",
    path="/v1/commitments/{commitment_id}",
    initial="draft",
    taken_back=(("submitted", "draft"), ("approved", "draft")),
    steps=(
        Step(
            name="submit",
            summary="Submit a commitment to the focal point",
            operation_id="submit_commitment",
            sources=("draft",),
            targets=("submitted",),
            scope=WRITE,
            event=CommitmentSubmitted,
        ),
        Step(
            name="send-back",
            summary="Send a commitment back to its author",
            operation_id="send_back_commitment",
            sources=("submitted", "approved"),
            targets=("draft",),
            scope=SIGN_OFF,
            event=CommitmentSentBack,
            reason=Reason.REQUIRED,
        ),
        Step(
            name="approve",
            summary="Approve a commitment",
            operation_id="approve_commitment",
            sources=("submitted",),
            targets=("approved",),
            scope=SIGN_OFF,
            event=CommitmentApproved,
        ),
        Step(
            name="publish",
            summary="Publish a commitment",
            operation_id="publish_commitment",
            sources=("approved",),
            targets=("published",),
            scope=PUBLISH,
            event=CommitmentPublished,
        ),
        Step(
            name="start",
            summary="Start to keep a commitment",
            operation_id="start_commitment",
            sources=("published",),
            targets=("in_progress",),
            scope=PUBLISH,
            event=CommitmentStarted,
        ),
        Step(
            name="correct",
            summary="Correct a slip in a published commitment",
            operation_id="correct_commitment",
            sources=("published", "in_progress", "fulfilled"),
            targets=("published", "in_progress", "fulfilled"),
            scope=SIGN_OFF,
            event=CommitmentChanged,
            reason=Reason.REQUIRED,
        ),
        Step(
            name="fulfil",
            summary="Declare a commitment fulfilled",
            operation_id="fulfil_commitment",
            sources=("published", "in_progress"),
            targets=("fulfilled",),
            scope=SIGN_OFF,
            event=CommitmentFulfilled,
            reason=Reason.REQUIRED,
        ),
        Step(
            name="withdraw",
            summary="Withdraw a commitment",
            operation_id="withdraw_commitment",
            sources=("published", "in_progress"),
            targets=("withdrawn",),
            scope=SIGN_OFF,
            event=CommitmentWithdrawn,
            reason=Reason.REQUIRED,
        ),
    ),
)
"""It expires by itself, after its last day: see `expiring`."""

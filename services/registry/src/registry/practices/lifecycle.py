"""The life cycle of what is submitted to become a practice."""

from chassis.resources.lifecycle import LifeCycle, Reason, Step
from registry.practices.events import PracticeReviewed

REVIEW = "practices:review"
"""The scope of those who review, and therefore read every submission."""

SUBMISSION = LifeCycle(
    noun="submitted practice",
    path="/v1/practices/{code}",
    initial="submitted",
    steps=(
        Step(
            name="review",
            summary="Review a submitted practice",
            operation_id="review_practice",
            sources=("submitted",),
            targets=("promising", "declined"),
            scope=REVIEW,
            event=PracticeReviewed,
            reason=Reason.REQUIRED,
        ),
    ),
)

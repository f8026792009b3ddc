"""The life cycle of an accreditation, from its application on."""

from chassis.resources.lifecycle import LifeCycle, Reason, Step
from registry.accreditation.events import AccreditationEnded, AccreditationProceeded

DECIDE = "accreditations:decide"
"""The scope of those who decide, and therefore read every application."""
APPLY = "accreditations:apply"

ACCREDITATION = LifeCycle(
    noun="accreditation",
    path="/v1/accreditations/{code}",
    initial="applied",
    steps=(
        Step(
            name="review",
            summary="Take an application under review",
            operation_id="review_accreditation",
            sources=("applied",),
            targets=("under_review",),
            scope=DECIDE,
            event=AccreditationProceeded,
        ),
        Step(
            name="decide",
            summary="Decide on an application",
            operation_id="decide_accreditation",
            sources=("under_review",),
            targets=("accredited", "declined"),
            scope=DECIDE,
            event=AccreditationProceeded,
            reason=Reason.REQUIRED,
        ),
        Step(
            name="appeal",
            summary="Appeal against a decision",
            operation_id="appeal_accreditation",
            sources=("declined",),
            targets=("under_appeal",),
            scope=APPLY,
            event=AccreditationProceeded,
            reason=Reason.REQUIRED,
        ),
        Step(
            name="decide-appeal",
            summary="Decide on an appeal",
            operation_id="decide_accreditation_appeal",
            sources=("under_appeal",),
            targets=("accredited", "declined"),
            scope=DECIDE,
            event=AccreditationProceeded,
            reason=Reason.REQUIRED,
        ),
        Step(
            name="end",
            summary="End an accreditation",
            operation_id="end_accreditation",
            sources=("accredited",),
            targets=("accredited", "ended"),
            scope=DECIDE,
            event=AccreditationEnded,
            reason=Reason.REQUIRED,
        ),
    ),
)

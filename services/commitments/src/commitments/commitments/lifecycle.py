"""The life cycle of a commitment."""

from chassis.resources.lifecycle import LifeCycle, Step
from commitments.commitments.events import CommitmentPublished

COMMITMENT = LifeCycle(
    noun="commitment",
    path="/v1/commitments/{commitment_id}",
    initial="draft",
    steps=(
        Step(
            name="publish",
            summary="Publish a commitment",
            operation_id="publish_commitment",
            sources=("draft",),
            targets=("published",),
            scope="commitments:write",
            event=CommitmentPublished,
        ),
    ),
)

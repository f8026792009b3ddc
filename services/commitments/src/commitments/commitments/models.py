"""What is sent and shown of a commitment: what is promised, which goals it serves, and its indicators."""

from typing import Annotated, Literal, NamedTuple
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from chassis.problems.models import RequestBody, ResponseBody
from chassis.resources.merge_patch import MergePatch
from chassis.values import Day, Id, Instant, Line, MeasuredValue, PartyCode, Prose, RequiredProse, check_line
from commitments.commitments.rules.coverage import NOT_MEASURED, Coverage
from commitments.commitments.rules.progress_status import ProgressStatus
from commitments.commitments.rules.statuses import Origin, Status
from commitments.commitments.values import Direction, RegistryCode, Year
from commitments.frameworks.models import Code

Kind = Literal["policy", "process", "financial", "human_resources"]
Form = Literal["standalone", "joint", "matching"]
Horizon = Literal["short", "medium", "long"]
Degree = Literal["high", "medium", "low"]
Marker = Literal["gender", "child", "whole_of_government", "whole_of_society", "refugees"]


def _distinct(values: list[str]) -> list[str]:
    if len(set(values)) != len(values):
        raise PydanticCustomError("distinct", "each value may be there once")
    return values


Markers = Annotated[list[Marker], AfterValidator(_distinct)]
"""What runs across goals, such as a gender perspective."""
DimensionName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
"""What a value may be broken down by, such as `sex`, `age` or `migratory_status`."""
SliceValue = Annotated[
    str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]{1,60}$"), AfterValidator(check_line)
]
"""One value of a dimension, such as `female` or `15-24`."""
SliceValues = Annotated[list[SliceValue], Field(min_length=1, max_length=100), AfterValidator(_distinct)]


class Alignment(RequestBody):
    """A goal that a commitment serves, and how much."""

    framework: Code = Field(examples=["GCM"])
    goal: Code = Field(examples=["5"])
    degree: Degree = Field(examples=["high"])


class Baseline(RequestBody):
    """Where measurement begins. Without a value it begins with the first value observed from that year on."""

    year: Year = Field(examples=[2024])
    value: MeasuredValue | None = Field(None, examples=[12.5])


class Target(RequestBody):
    """What is to be reached, and by when."""

    year: Year = Field(examples=[2030])
    value: MeasuredValue = Field(examples=[40])


class IndicatorContent(RequestBody):
    """By what a commitment is measured."""

    code: Code = Field(examples=["permits"])
    title: Line = Field(examples=["Share of labour migrants admitted through regular pathways"])
    unit: Line = Field(examples=["percent"])
    direction: Direction = Field(description="1: more is better; -1: less is better.")
    baseline: Baseline | None = None
    target: Target | None = None
    dimensions: dict[DimensionName, SliceValues] = Field(
        default={},
        max_length=6,
        description="What values can be broken down by, and into what.",
        examples=[{"sex": ["female", "male"]}],
    )
    aligned_with: Code | None = Field(
        None, description="An SDG indicator that this one equals, such as 8.5.2."
    )
    definition: RegistryCode | None = Field(
        None,
        description="The definition in the registry by which it counts.",
        examples=["international-migrant.2"],
    )


class IndicatorBody(IndicatorContent):
    """An indicator that is kept, and how far it is covered by data."""

    id: Id
    version: int = 1
    coverage: Coverage = NOT_MEASURED


class CommitmentFields(RequestBody):
    """What is promised, apart from how it is measured."""

    title: Line = Field(examples=["Open two regular pathways for labour migration"])
    description: Prose = ""
    kind: Kind = Field(examples=["policy"])
    form: Form = "standalone"
    horizon: Horizon = Field(examples=["medium"])
    markers: Markers = Field(default=[])
    area: Line | None = Field(None, description="Where, if not in all of the party's territory.")
    starts_on: Day | None = Field(None, description="When it begins to be kept.", examples=["2027-01-01"])
    ends_on: Day | None = Field(
        None,
        description="Its last day: who has not fulfilled it by then has let it expire.",
        examples=["2030-12-31"],
    )
    parties: list[PartyCode] = Field(
        default=[], max_length=200, description="All parties of a joint commitment; the lead party is added."
    )
    alignments: list[Alignment] = Field(default=[], max_length=100)


class CommitmentContent(CommitmentFields):
    """A commitment as its author writes it."""

    indicators: list[IndicatorContent] = Field(default=[], max_length=100)


class NewCommitment(CommitmentContent):
    """A commitment of `party`, to be kept as a draft."""

    party: PartyCode = Field(examples=["KEN"])


class CommitmentBody(CommitmentFields):
    """A commitment that is kept."""

    id: UUID
    version: int = 1
    reference: str = Field(examples=["KEN-2027-014"])
    party: str
    practice: str | None = None
    """The practice in the registry from which it was drafted."""
    origin: Origin = "declared"
    derived_from: str | None = Field(None, examples=["SDG/10.7"])
    """What it follows from, when its party did not declare it."""
    status: Status = "draft"
    published_at: Instant | None = None
    """By the ledger's clock."""
    progress: ProgressStatus | None = None
    """As computed last; `/progress` shows from what."""
    score: float | None = None
    """-5 (worst) to +5 (best)."""
    indicators: list[IndicatorBody]


class CommitmentPatch(MergePatch[CommitmentContent]):
    """Changes to a commitment. The lists replace those that are there."""


class CorrectionBody(RequestBody):
    """The texts that read otherwise, and why; what is absent or null stays."""

    title: Line | None = Field(None, examples=["Open two regular pathways for seasonal work"])
    description: Prose | None = None
    area: Line | None = None
    reason: RequiredProse = Field(examples=["The title named construction, which was never meant."])


class ChangeBody(ResponseBody):
    """What became of a commitment, as the ledger has it."""

    version: int
    """Of the commitment, after it."""
    step: str = Field(examples=["published"])
    """What was done, as in the event's type."""
    time: Instant
    by: str
    """The API client."""
    reason: str | None = None
    event_id: UUID


class CommitmentSummary(NamedTuple):
    """Whose a commitment is, and where it stands."""

    party: str
    status: str


class MeasuredIndicator(NamedTuple):
    """An indicator that is measured, with what it belongs to."""

    id: UUID
    version: int
    dimensions: dict[str, list[str]]
    coverage: Coverage
    commitment_id: UUID
    party: str
    status: str

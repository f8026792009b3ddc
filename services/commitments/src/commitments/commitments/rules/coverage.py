"""How far an indicator is covered by data."""

from pydantic import BaseModel, ConfigDict


class Coverage(BaseModel):
    """How far an indicator is measured."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    points: int
    """Values, over all years and slices; a revision does not count again."""
    latest_year: int | None
    by_sex: bool
    by_age: bool


NOT_MEASURED = Coverage(points=0, latest_year=None, by_sex=False, by_age=False)

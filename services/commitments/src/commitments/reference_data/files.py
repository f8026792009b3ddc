"""The reference files, read. Their columns are described in `README.md`."""

import csv
import gzip
import io
from collections.abc import Iterator
from importlib.resources import files

from commitments.frameworks.models import FrameworkFacts, GoalFacts

_FOLDER = files("commitments") / "reference_data"


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of a reference file, every value as text: `NA` is Namibia and not a missing value."""
    content = (_FOLDER / name).read_bytes()
    text = (gzip.decompress(content) if name.endswith(".gz") else content).decode()
    yield from csv.DictReader(io.StringIO(text, newline=""))


def frameworks() -> list[FrameworkFacts]:
    """The frameworks that are shipped."""
    return [FrameworkFacts.model_validate(row) for row in rows("frameworks.csv")]


def goals() -> list[GoalFacts]:
    """Their goals."""
    return [GoalFacts.model_validate(row) for row in rows("goals.csv")]

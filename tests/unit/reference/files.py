"""Reading the reference files that the services ship."""

import csv
import gzip
import io
from functools import cache
from pathlib import Path

SERVICES = Path(__file__).parents[3] / "services"


def folder(service: str) -> Path:
    """The folder of a service with the rows that it ships."""
    return SERVICES / service / "src" / service / "reference_data"


@cache
def rows(service: str, name: str) -> tuple[dict[str, str], ...]:
    """All rows of one file."""
    content = (folder(service) / name).read_bytes()
    text = (gzip.decompress(content) if name.endswith(".gz") else content).decode()
    return tuple(csv.DictReader(io.StringIO(text, newline="")))


def column(service: str, name: str, key: str) -> set[str]:
    """The values of one column."""
    return {row[key] for row in rows(service, name)}

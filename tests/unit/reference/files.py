"""Reading the reference files that the services ship."""

import csv
import gzip
import io
from functools import cache
from pathlib import Path

SERVICES = Path(__file__).parents[3] / "services"
FOLDERS = ("reference_data", "reference")


def folder(service: str) -> Path:
    """The reference folder of a service."""
    package = SERVICES / service / "src" / service
    return next(found for name in FOLDERS if (found := package / name).exists())


@cache
def rows(service: str, name: str) -> tuple[dict[str, str], ...]:
    """All rows of one file."""
    content = (folder(service) / name).read_bytes()
    text = (gzip.decompress(content) if name.endswith(".gz") else content).decode()
    return tuple(csv.DictReader(io.StringIO(text, newline="")))


def column(service: str, name: str, key: str) -> set[str]:
    """The values of one column."""
    return {row[key] for row in rows(service, name)}

"""Read and write CSV as the reference files use it: UTF-8, comma, header, line feeds, all values text."""

import csv
import gzip
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

Row = Mapping[str, str]


def read(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    """All rows of a CSV file, plain or gzipped, as text. "NA" stays Namibia's code."""
    content = path.read_bytes()
    text = (gzip.decompress(content) if path.suffix == ".gz" else content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


def write(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> int:
    """Write rows in the order given and return their number. The same rows give the same bytes."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    count = 0
    for row in rows:
        writer.writerow(row)
        count += 1
    content = text.getvalue().encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(content, mtime=0) if path.suffix == ".gz" else content)
    return count


def plain(value: float) -> str:
    """A number in its shortest form: at most 15 significant digits, and no `.0` on a whole number."""
    return f"{value:.15g}"

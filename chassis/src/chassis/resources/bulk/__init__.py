"""Import of files and export of lists, in newline-delimited JSON, CSV and XLSX, alike for every noun."""

from chassis.resources.bulk.exporter import export_response
from chassis.resources.bulk.formats import EXPORT_RESPONSES, ExportFormat
from chassis.resources.bulk.importer import Applied, Batch, Importer, Outcome
from chassis.resources.bulk.merging import Merged, merge
from chassis.resources.bulk.reading import read_file
from chassis.resources.bulk.rows import ImportedRow, PatchRow, Rejection

__all__ = [
    "EXPORT_RESPONSES",
    "Applied",
    "Batch",
    "ExportFormat",
    "ImportedRow",
    "Importer",
    "Merged",
    "Outcome",
    "PatchRow",
    "Rejection",
    "export_response",
    "merge",
    "read_file",
]

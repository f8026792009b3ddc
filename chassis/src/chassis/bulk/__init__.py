"""Import of files and export of lists, in newline-delimited JSON, CSV and XLSX, alike for every noun."""

from chassis.bulk.exporter import export_response
from chassis.bulk.formats import EXPORT_RESPONSES, ExportFormat
from chassis.bulk.importer import Applied, Importer
from chassis.bulk.reading import read_file
from chassis.bulk.rows import ImportedRow, Rejection

__all__ = [
    "EXPORT_RESPONSES",
    "Applied",
    "ExportFormat",
    "ImportedRow",
    "Importer",
    "Rejection",
    "export_response",
    "read_file",
]

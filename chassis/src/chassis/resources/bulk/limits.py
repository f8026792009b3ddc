"""What a file may be at most; whoever needs more sends several."""

MOST_ROWS = 1_000_000
MOST_REJECTED = 10_000
"""Rows that are rejected; then the import ends, as the file is not what it should be."""
MOST_TOGETHER = 50_000
"""Rows of an import of all or nothing, and of a dry run: what is looked at in one transaction."""
MOST_COLUMNS = 1000
LONGEST_CELL = 131_072
"""Characters."""
LONGEST_LINE = 1 << 20
"""Characters of a line or of a record of several lines."""
LARGEST_SMALL = 256 << 10
"""Bytes of a file that is read in some seconds whatever it has; larger ones wait for each other."""
LONGEST_READING = 90.0
"""Seconds in which a file must have been read; a transaction may take 120."""
LARGEST_SHEET = 256 << 20
"""Bytes of a sheet unpacked; it is read piece by piece."""
LARGEST_REST = 64 << 20
"""Bytes of all else in a workbook unpacked, such as the texts that sheets share; it is read whole."""
MOST_FAULTS = 20
"""Of a row that are reported."""

"""Files that only their owner reads, written whole or not at all."""

import os
from pathlib import Path


def write_secret(file: Path, text: str) -> None:
    """Write `text`, in the place of what the file had. Raises `OSError`."""
    unfinished = file.with_name(f".{file.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as written:
        written.write(text)
        written.flush()
        os.fsync(written.fileno())
    unfinished.rename(file)

"""Running a file of SQL in a migration."""

import re
from importlib.resources.abc import Traversable

from alembic import op


def execute_file(file: Traversable) -> None:
    """Run the statements of `file`, which lines of `---` divide."""
    for statement in re.split(r"^---$", file.read_text(), flags=re.MULTILINE):
        op.execute(statement.replace(":", r"\:"))  # otherwise a colon would begin a parameter

"""The definitions that the registry has published; and the goals once more, which it now keeps."""

from importlib.resources import files

from chassis.migrations.replaying import publish_again
from chassis.migrations.statements import execute_file

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    execute_file(files("commitments.migrations.versions") / "0005_definitions.sql")
    publish_again()

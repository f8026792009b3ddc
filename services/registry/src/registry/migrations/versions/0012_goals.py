"""The goals that the commitments service has published; and the definitions once more, which it now keeps."""

from importlib.resources import files

from chassis.migrations.replaying import publish_again
from chassis.migrations.statements import execute_file

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    execute_file(files("registry.migrations.versions") / "0012_goals.sql")
    publish_again()

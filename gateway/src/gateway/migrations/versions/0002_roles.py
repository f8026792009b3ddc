"""Members of the coordination group have a role of their own."""

from alembic import op

revision = "0002"
down_revision = "0001"

ROLES = (
    "state",
    "un_entity",
    "secretariat",
    "coordination_member",
    "regional_body",
    "stakeholder",
    "assessor",
    "observer",
)


def upgrade() -> None:
    known = ", ".join(f"'{role}'" for role in ROLES)
    op.execute("ALTER TABLE gateway.api_client DROP CONSTRAINT ck_api_client_roles")
    op.execute(
        "ALTER TABLE gateway.api_client ADD CONSTRAINT ck_api_client_roles"
        f" CHECK (roles <@ ARRAY[{known}]::text[] AND cardinality(roles) > 0)"
    )

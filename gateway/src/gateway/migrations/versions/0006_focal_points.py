"""Who signs off for a party has a role of its own. Clients that had both rights keep both."""

from alembic import op

revision = "0006"
down_revision = "0005"

ROLES = (
    "state",
    "focal_point",
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
        "UPDATE gateway.api_client SET roles = roles || ARRAY['focal_point'] WHERE 'state' = ANY (roles)"
    )
    op.execute(
        "ALTER TABLE gateway.api_client ADD CONSTRAINT ck_api_client_roles"
        f" CHECK (roles <@ ARRAY[{known}]::text[] AND cardinality(roles) > 0)"
    )

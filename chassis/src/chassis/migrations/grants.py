"""Rights of the service's role, which is not the role that owns the tables."""

from alembic import op


def let_service_use(schema: str, tables: str = "SELECT, INSERT, UPDATE, DELETE") -> None:
    """Let the service's role work with the tables of `schema`, those of later migrations included.

    The role has the database's name. Where there is none (migrations and service then share a role, as small
    set-ups do) there is nothing to grant.
    """
    op.execute(
        f"""
        DO $$
        DECLARE service text := current_database();
        BEGIN
            IF EXISTS (SELECT FROM pg_roles WHERE rolname = service AND rolname <> current_user) THEN
                EXECUTE format('GRANT USAGE ON SCHEMA {schema} TO %I', service);
                EXECUTE format('GRANT {tables} ON ALL TABLES IN SCHEMA {schema} TO %I', service);
                EXECUTE format(
                    'ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT {tables} ON TABLES TO %I', service);
            END IF;
        END $$
        """
    )


def let_service_only_read(*tables: str) -> None:
    """Take back every right but SELECT on `tables` from the service's role."""
    for table in tables:
        op.execute(
            f"""
            DO $$
            DECLARE service text := current_database();
            BEGIN
                IF EXISTS (SELECT FROM pg_roles WHERE rolname = service AND rolname <> current_user) THEN
                    EXECUTE format('REVOKE ALL ON {table} FROM %I', service);
                    EXECUTE format('GRANT SELECT ON {table} TO %I', service);
                END IF;
            END $$
            """
        )

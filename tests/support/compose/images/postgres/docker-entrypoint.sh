#!/usr/bin/env bash
# What compose files use of the real image's entry point: POSTGRES_USER, _PASSWORD, _DB, _INITDB_ARGS (each also as a
# file, *_FILE), PGDATA, and the shell and SQL scripts of /docker-entrypoint-initdb.d.
set -Eeuo pipefail

read_settings() {
    local name file
    for name in POSTGRES_USER POSTGRES_PASSWORD POSTGRES_DB POSTGRES_INITDB_ARGS; do
        file=${name}_FILE
        [ -z "${!file:-}" ] || export "$name=$(<"${!file}")"
    done
    export POSTGRES_USER=${POSTGRES_USER:-postgres}
    export POSTGRES_DB=${POSTGRES_DB:-$POSTGRES_USER}
}

become_postgres() {
    install -d -o postgres -g postgres -m 700 "$PGDATA"
    install -d -o postgres -g postgres -m 3777 /var/run/postgresql
    find "$PGDATA" \! -user postgres -exec chown postgres '{}' +
    exec setpriv --reuid=postgres --regid=postgres --init-groups -- "$0" "$@"
}

# Through the socket only: nobody can connect before the real start.
initialize() {
    [ -n "${POSTGRES_PASSWORD:-}" ] || { echo "POSTGRES_PASSWORD is not set" >&2; exit 1; }
    # shellcheck disable=SC2086  # a list of options
    initdb --username="$POSTGRES_USER" --pwfile=<(printf '%s\n' "$POSTGRES_PASSWORD") ${POSTGRES_INITDB_ARGS:-}
    printf '\nhost all all all scram-sha-256\n' >>"$PGDATA/pg_hba.conf"
    pg_ctl -D "$PGDATA" -o "-c listen_addresses=''" -w start
    local psql=(psql -v ON_ERROR_STOP=1 --no-psqlrc -U "$POSTGRES_USER") script
    [ "$POSTGRES_DB" = postgres ] || "${psql[@]}" -d postgres -v name="$POSTGRES_DB" <<<'CREATE DATABASE :"name";'
    for script in /docker-entrypoint-initdb.d/*; do
        case $script in
            *.sh) bash "$script" ;;
            *.sql) "${psql[@]}" -d "$POSTGRES_DB" -f "$script" ;;
        esac
    done
    pg_ctl -D "$PGDATA" -m fast -w stop
}

[ "${1:0:1}" != - ] || set -- postgres "$@"
if [ "$1" = postgres ]; then
    [ "$(id -u)" != 0 ] || become_postgres "$@"
    if [ ! -s "$PGDATA/PG_VERSION" ]; then
        read_settings
        initialize
    fi
fi
exec "$@"

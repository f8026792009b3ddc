#!/bin/sh
# Makes a database with its two roles for each service, and lets their passwords be those of the secrets. Changes
# nothing else of what is there, so it runs before every start.
set -eu
export PGHOST="${POSTGRES_ADDRESS%:*}" PGPORT="${POSTGRES_ADDRESS##*:}"
PGPASSWORD=$(cat /run/secrets/postgres_password)
export PGPASSWORD
for service in registry commitments review gateway; do
    psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --set "service=$service" --file /setup/service.sql postgres
done
echo "postgres-setup: the databases and roles of all services are there."

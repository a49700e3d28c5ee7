#!/bin/bash
# The part of the official image's entrypoint that a rehearsal relies on: the first start makes a cluster for
# POSTGRES_USER, POSTGRES_PASSWORD and POSTGRES_DB in PGDATA, and the server runs as `postgres`, process 1 of the container.
set -euo pipefail

if [ "$(id -u)" = 0 ]; then
  mkdir -p "$PGDATA"
  find "$PGDATA" \! -user postgres -exec chown postgres '{}' +
  chmod 700 "$PGDATA"
  install -d -o postgres /var/run/postgresql
  exec setpriv --reuid=postgres --regid=postgres --init-groups "$0" "$@"
fi

if [ ! -s "$PGDATA/PG_VERSION" ]; then
  : "${POSTGRES_PASSWORD:?is not set: the superuser needs a password}"
  user=${POSTGRES_USER:-postgres}
  database=${POSTGRES_DB:-$user}
  # shellcheck disable=SC2086 # the arguments are separate words
  initdb -D "$PGDATA" -U "$user" --pwfile=<(echo "$POSTGRES_PASSWORD") --auth-local=trust ${POSTGRES_INITDB_ARGS:-}
  echo "host all all all scram-sha-256" >> "$PGDATA/pg_hba.conf"
  if [ "$database" != postgres ]; then
    postgres --single -D "$PGDATA" postgres <<< "CREATE DATABASE \"$database\""
  fi
fi

exec "$@"

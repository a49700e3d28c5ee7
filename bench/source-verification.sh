#!/bin/sh
# The source's own verification of an app, in one script: "Verify current state", then what the soak is checked by. Its
# `logs --since 24h` is written as the CLI has it. What is in capitals is in the environment, `heroku` is on PATH.
heroku pg:psql -a "$APP" -c "SELECT rolname, rolcanlogin FROM pg_catalog.pg_roles WHERE rolname = '$ROLE';"
heroku pg:psql -a "$APP" -c "\\dp $RELATION" | grep "$ROLE"
heroku config:get "$URL_VAR" -a "$APP" | cut -c1-22
heroku config:get "$FLAG" -a "$APP"
heroku logs -a "$APP" | grep "role.*does not exist"
heroku logs -a "$APP" -n 1500 | grep -i "permission denied"
curl -fsS "$HEALTH_URL"

#!/bin/sh
# The source's own verification of an app, in one script: "Verify current state", then what the soak is checked by. Its
# `logs --since 24h` is written as the CLI has it. APP and HEALTH_URL are in the environment, `heroku` is on PATH.
heroku pg:psql -a "$APP" -c "SELECT rolname, rolcanlogin FROM pg_catalog.pg_roles WHERE rolname = 'raptor_app';"
heroku pg:psql -a "$APP" -c "\dp historical_bars" | grep raptor_app
heroku config:get RAPTOR_APP_DATABASE_URL -a "$APP" | cut -c1-22
heroku config:get FLAG_RAPTOR_APP_ROLE_SEPARATION -a "$APP"
heroku logs -a "$APP" | grep "role.*does not exist"
heroku logs -a "$APP" -n 1500 | grep -i "permission denied"
curl -fsS "$HEALTH_URL"

#!/bin/sh
# The source's way back, as far as the first healthy answer: two commands of the CLI, and the health URL in place of its
# third, `heroku logs`. What is in capitals is in the environment, `heroku` is on PATH.
heroku config:set "$FLAG=0" -a "$APP" >/dev/null 2>&1
heroku restart -a "$APP"
until curl -fsS "$HEALTH_URL"; do sleep 0.1; done

#!/bin/sh
# Process 1 of a rehearsal's Postgres container, in front of the image's own entrypoint: container-entrypoint.sh COMMAND...
# The container lives as long as somebody holds its standard input. When the rehearsal is gone, by whatever signal, the
# engine closes it, and this asks the server for a fast shutdown until it is heard.
{
  cat <&3 >/dev/null
  while kill -INT 1; do sleep 0.2; done
} 3<&0 &

# Postgres refuses a private key that is another account's.
chown postgres /etc/rehearsal/server.key /etc/rehearsal/server.crt
exec docker-entrypoint.sh "$@" </dev/null

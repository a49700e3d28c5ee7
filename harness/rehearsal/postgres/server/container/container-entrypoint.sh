#!/bin/sh
# container-entrypoint.sh COMMAND...: the first process of a rehearsal's Postgres container, in front of the image's own
# entrypoint. The container lives for as long as somebody holds its standard input: when the rehearsal is gone, by
# whatever signal, the engine closes it, and the server is asked for a fast shutdown until it hears.

# Under another number: the shell gives what it runs in the background /dev/null for standard input.
exec 3<&0
{
  cat <&3 >/dev/null
  while kill -INT 1; do sleep 0.2; done
} &

# Postgres refuses a private key that is another account's.
chown postgres /etc/rehearsal/server.key
exec docker-entrypoint.sh "$@" </dev/null 3<&-

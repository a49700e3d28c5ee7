#!/bin/sh
# Ends the processes a run registered in its folder and removes the folder: `reaper.sh FOLDER`.
# It waits until its standard input closes. The run holds the other end, so a run that is killed outright (SIGKILL, out
# of memory) is cleaned up as one that ends well: by this script, which nothing else of the run has to survive for. A run
# that ends well says so in a line before it closes.
trap '' HUP INT TERM
folder=$1
read -r farewell

# Prints when a process started, or nothing where it is gone or a zombie. As in process-start.ts: a pid alone is no
# proof, since another process may have it by now.
started() {
  if [ -d /proc/self ]; then
    stat=$(cat "/proc/$1/stat" 2>/dev/null) || return
    set -- ${stat##*) }
    [ "$1" = Z ] || echo "${20}"
  else
    ps -o lstart= -p "$1"
  fi
}

# Reads a *.pid file into pid, signal and start: true while that very process runs.
alive() {
  { read -r pid; read -r signal; read -r start; } <"$1" || return 1
  [ -n "$start" ] && [ "$(started "$pid")" = "$start" ]
}

# To the process group where the process leads one, so that what a dyno started ends with it.
send() { kill -s "$1" -- "-$pid" || kill -s "$1" "$pid"; }

round=0
while [ "$round" -lt 40 ]; do
  left=
  for file in "$folder"/*.pid; do
    [ -f "$file" ] && alive "$file" || continue
    left=1
    case $round in
      0) send "$signal" ;;
      20) send KILL ;;
    esac
  done 2>/dev/null
  [ -z "$left" ] && break
  round=$((round + 1))
  sleep 0.05
done

for _ in 1 2 3 4 5; do
  rm -rf "$folder" && break
  sleep 0.2
done

# What a killed run had not registered, a command of the CLI in flight, may make its folder again.
[ -n "$farewell" ] && exit
# The CLI gives up on a server that is gone after 8 s.
round=0
while [ "$round" -lt 24 ]; do
  sleep 0.5
  rm -rf "$folder"
  round=$((round + 1))
done

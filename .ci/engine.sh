# Sourced by run: a Docker engine for this run alone, with its files under $work and its socket in DOCKER_HOST. It touches
# neither the machine's engine nor its firewall: containers are published by the engine's own proxy, on 127.0.0.1.

engine_pid=
had_bridge=

# Prints why no engine can be started here, or nothing.
why_no_engine() {
  if ! grep -qs '^ID=debian$' /etc/os-release; then
    echo "docker.io and the image come from Debian's packages, and this is no Debian"
  elif [ "$(id -u)" != 0 ]; then
    echo "dockerd and mmdebstrap need root, and this is $(id -un)"
  fi
}

install_engine() {
  export DEBIAN_FRONTEND=noninteractive
  if ! command -v dockerd > /dev/null || ! command -v mmdebstrap > /dev/null; then
    apt-get update -q && apt-get install -yq --no-install-recommends docker.io mmdebstrap iptables
  fi
}

# Starts the engine; returns 1 where it does not come up, and leaves its last words in $work/dockerd.log.
start_engine() {
  local waited
  ip link show docker0 > /dev/null 2>&1 && had_bridge=1
  mkdir -p "$work/docker"
  dockerd --host "unix://$work/docker.sock" --data-root "$work/docker/lib" --exec-root "$work/docker/run" \
    --pidfile "$work/docker/pid" --iptables=false --ip-forward=false --ip-masq=false > "$work/dockerd.log" 2>&1 &
  engine_pid=$!
  export DOCKER_HOST="unix://$work/docker.sock"
  for ((waited = 0; waited < 150; waited++)); do
    docker info > /dev/null 2>&1 && return 0
    kill -0 "$engine_pid" 2> /dev/null || break
    sleep 0.2
  done
  return 1
}

stop_engine() {
  [ -n "$engine_pid" ] || return 0
  kill "$engine_pid" 2> /dev/null || true
  wait "$engine_pid" 2> /dev/null || true
  engine_pid=
  [ -n "$had_bridge" ] || ip link delete docker0 2> /dev/null || true
  # The layers may still be mounted where the engine did not end by itself.
  awk -v work="$work" 'index($2, work) == 1 { print $2 }' /proc/mounts | sort -r | xargs -r umount -l
}

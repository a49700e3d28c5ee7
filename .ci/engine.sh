# Sourced by run: a Docker engine for this run alone, with its files under $work, its socket among them. It touches neither
# the machine's engine nor its firewall: containers are published by the engine's own proxy, on 127.0.0.1.

image=rehearsal-postgres:ci
engine_preparation=
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
  local waited pid
  mkdir -p "$work/docker"
  dockerd --host "$engine_host" --data-root "$work/docker/lib" --exec-root "$work/docker/run" \
    --pidfile "$work/docker/pid" --iptables=false --ip-forward=false --ip-masq=false > "$work/dockerd.log" 2>&1 &
  pid=$!
  for ((waited = 0; waited < 300; waited++)); do
    DOCKER_HOST=$engine_host docker info > /dev/null 2>&1 && return 0
    kill -0 "$pid" 2> /dev/null || break
    sleep 0.2
  done
  return 1
}

# Installs the engine, starts it and builds the image, while other stages run: most of it is waiting for archives. Why there
# is none, if there is none, is in $work/no-engine.
prepare_engine() {
  engine_host=unix://$work/docker.sock
  ip link show docker0 > /dev/null 2>&1 && had_bridge=1
  # A process group of its own, so that stop_engine reaches all of it.
  set -m
  {
    local reason
    reason=$(why_no_engine)
    if [ -z "$reason" ] && ! install_engine > "$work/apt.log" 2>&1; then
      reason="docker.io could not be installed: $(tail -n 1 "$work/apt.log")"
    fi
    if [ -z "$reason" ] && ! start_engine; then
      reason="dockerd does not run here: $(grep -Ei 'fail|error' "$work/dockerd.log" | tail -n 1)"
    fi
    if [ -n "$reason" ]; then
      echo "$reason" > "$work/no-engine"
    else
      DOCKER_HOST=$engine_host .ci/postgres-image/build "$image" > "$work/image.log" 2>&1
    fi
  } &
  set +m
  engine_preparation=$!
}

# The image's stage: waits for it, and passes where it was built.
image_is_built() {
  cat "$work/image.log"
  docker image inspect --format 'built: {{.Id}}' "$image"
}

stop_engine() {
  local pid waited
  [ -n "$engine_preparation" ] || return 0
  pid=$(cat "$work/docker/pid" 2> /dev/null) || pid=
  # dockerd asked by itself, since it ends what it started; then whatever of the preparation is left.
  [ -z "$pid" ] || kill "$pid" 2> /dev/null || true
  for ((waited = 0; waited < 100; waited++)); do
    [ -n "$pid" ] && kill -0 "$pid" 2> /dev/null || break
    sleep 0.2
  done
  kill -KILL -- "-$engine_preparation" 2> /dev/null || true
  wait "$engine_preparation" 2> /dev/null || true
  engine_preparation=
  [ -n "$had_bridge" ] || ip link delete docker0 2> /dev/null || true
  # The layers may still be mounted where the engine did not end by itself.
  awk -v work="$work" 'index($2, work) == 1 { print $2 }' /proc/mounts | sort -r | xargs -r umount -l
}

# Sourced by run, which sets pipefail: stages, one after the other, each announced, timed and counted. A stage that fails does not stop the next.

passed=0 failed=0 skipped=0
summary=()

announce() { printf '\n==> %s\n' "$1"; }

# stage TITLE COMMAND...: runs the command; counts what it counted itself, or the stage as one.
# It may write a report to $REPORT. The output goes to the terminal and to a file under $work.
stage() {
  local title=$1 started=$SECONDS status=0 log counts p f s
  shift
  log=$(mktemp "$work/stage-XXXXXX.log")
  export REPORT=$log.json
  announce "$title"
  { "$@" 2>&1 | tee "$log"; } || status=$?
  counts=$(node .ci/counts.mjs "$log" "$REPORT") || counts=
  read -r p f s <<< "${counts:-0 0 0}"
  # What does not count, and what fails in a way it did not count.
  if [ "$status" = 0 ] && [ $((p + f)) = 0 ]; then p=1; fi
  if [ "$status" != 0 ] && [ "$f" = 0 ]; then f=1; fi
  # What failed and yet says it did not.
  if [ "$status" = 0 ] && [ "$f" != 0 ]; then status=1; fi
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
  summary+=("$(printf '%-6s %4d s  %s: %d passed, %d failed, %d skipped' \
    "$([ "$status" = 0 ] && echo ok || echo FAILED)" $((SECONDS - started)) "$title" "$p" "$f" "$s")")
  echo "${summary[-1]}"
  return 0
}

# not_run TITLE REASON: what this machine cannot do. It is never called passed.
not_run() {
  skipped=$((skipped + 1))
  summary+=("$(printf '%-6s         %s: NOT RUN, because %s' '-' "$1" "$2")")
  printf '\n!!! %s: NOT RUN, because %s\n' "$1" "$2"
}

# The last line is for machines: it stands alone.
closing_line() {
  announce "CI, $SECONDS s"
  printf '%s\n' "${summary[@]}"
  printf '\n%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
  [ "$failed" = 0 ] && [ "$passed" != 0 ]
}

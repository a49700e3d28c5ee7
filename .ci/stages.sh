# Sourced by run, which sets pipefail: stages, one after the other, each announced, timed and counted. A stage that fails does not stop the next.

passed=0 failed=0 skipped=0
summary=()
stage_group=

announce() { printf '\n==> %s\n' "$1"; }

# counts LOG: sets p, f and s to what the last line that sums a run up says, be it the runbook's or Vitest's. What was meant
# to be looked at and could not be counts as failed.
counts() {
  local line
  line=$(sed 's/\x1b\[[0-9;]*m//g' "$1" | grep -E '[0-9]+ passed, [0-9]+ failed|^ +Tests +[0-9]' | tail -n 1) || true
  p=$(number_before passed) f=$(($(number_before failed) + $(number_before inconclusive)))
  s=$(($(number_before skipped) + $(number_before 'not run') + $(number_before 'needs live')))
}
number_before() { if [[ $line =~ ([0-9]+)\ $1 ]]; then echo "${BASH_REMATCH[1]}"; else echo 0; fi; }

# stage TITLE COMMAND...: runs the command; counts what it counted itself, or the stage as one.
# The output goes to the terminal and to a file under $work.
stage() {
  local title=$1 started=$SECONDS status=0 log p f s
  shift
  log=$(mktemp "$work/stage-XXXXXX.log")
  announce "$title"
  # A process group of its own, so that end_stage reaches all of it: a shell that waits in the foreground hears no signal.
  set -m
  { "$@" 2>&1 | tee "$log"; } &
  set +m
  stage_group=$!
  wait "$stage_group" || status=$?
  stage_group=
  counts "$log"
  # What does not count, and what fails in a way it did not count.
  if [ "$status" = 0 ] && [ $((p + f)) = 0 ]; then p=1; fi
  if [ "$status" != 0 ] && [ "$f" = 0 ]; then f=1; fi
  # What failed and yet says it did not.
  if [ "$f" != 0 ]; then status=1; fi
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
  summary+=("$(printf '%-6s %4d s  %s: %d passed, %d failed, %d skipped' \
    "$([ "$status" = 0 ] && echo ok || echo FAILED)" $((SECONDS - started)) "$title" "$p" "$f" "$s")")
  [ "$status" = 0 ] || summary+=("$(failures "$log")")
  echo "${summary[-1]}"
}

# failures LOG: what failed, by name: each once, and at most 40, since the end of a long log is all that some people keep.
failures() {
  sed 's/\x1b\[[0-9;]*m//g' "$1" | grep -E '^ +(✗ FAILED|FAIL) |Error: ' | awk '!seen[$0]++' | cut -c1-300 | tail -n 40 || true
}

# Ends the stage that is under way, if there is one: it has 20 s to stop what it started.
end_stage() {
  local waited
  [ -n "$stage_group" ] || return 0
  kill -TERM -- "-$stage_group" 2> /dev/null || return 0
  for ((waited = 0; waited < 100; waited++)); do
    kill -0 -- "-$stage_group" 2> /dev/null || return 0
    sleep 0.2
  done
  kill -KILL -- "-$stage_group" 2> /dev/null || true
}

# not_run TITLE REASON: what this machine cannot do. It is never called passed.
not_run() {
  skipped=$((skipped + 1))
  summary+=("$(printf '%-6s         %s: NOT RUN, because %s' '-' "$1" "$2")")
  printf '\n!!! %s: NOT RUN, because %s\n' "$1" "$2"
}

# left_out TITLE REASON: what this run does not repeat, and where it is run. It is no gap, and counts as nothing.
left_out() {
  summary+=("$(printf '%-6s         %s: left out, because %s' '-' "$1" "$2")")
}

# The last line is for machines: it stands alone.
closing_line() {
  announce "CI, $SECONDS s"
  printf '%s\n' "${summary[@]}"
  printf '\n%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
  [ "$failed" = 0 ] && [ "$passed" != 0 ]
}

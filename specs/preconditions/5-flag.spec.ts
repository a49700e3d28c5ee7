import { check } from '../../harness/runbook/check.ts'
import { holds } from '../../harness/runbook/conditions.ts'
import { subject } from '../../harness/runbook/subject.ts'
import { flagHasItsUrl } from '../../harness/verdicts/config-vars/flag-has-its-url.ts'

const { configVars } = subject

check(
  'no-flag-without-url',
  `${configVars.flag} is known to be on or off, and not on without ${configVars.restricted}`,
  {
    source: 'R5, R10, R24',
    why: 'With the flag on and no URL the app falls back to the owner without a word (failure mode D).',
  },
  holds(flagHasItsUrl),
)

import { check } from '../../harness/runbook/check.ts'
import { holds } from '../../harness/runbook/conditions.ts'
import { subject } from '../../harness/runbook/subject.ts'
import { flagHasItsUrl } from '../../harness/verdicts/config-vars/flag-has-its-url.ts'

const { configVars, app, flagValues } = subject

check(
  'no-flag-without-url',
  `${configVars.flag} is known to be on or off, and not on without ${configVars.restricted}`,
  {
    symptom: `${configVars.flag} is on without ${configVars.restricted}, or nobody can say whether it is on`,
    source: 'R5, R10, R24',
    why: 'With the flag on and no URL the app falls back to the owner without a word (failure mode D).',
    byHand: [`heroku config:get ${configVars.flag} -a ${app}`],
    expect: `nothing${flagValues ? `, or ${flagValues.off[0]}` : ''}: nobody has switched the app yet`,
  },
  holds(flagHasItsUrl),
)

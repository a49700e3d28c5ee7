import { check } from '../../harness/runbook/check.ts'
import { all, holds, holdsAtTheEnd, met } from '../../harness/runbook/conditions.ts'
import { step } from '../../harness/runbook/step.ts'
import { subject } from '../../harness/runbook/subject.ts'
import { dynosAreCurrent } from '../../harness/verdicts/app/dynos.ts'
import { appAnswers } from '../../harness/verdicts/app/health.ts'
import { isOnTheRole } from '../../harness/verdicts/app/switched.ts'
import { flagIsOn } from '../../harness/verdicts/config-vars/flag.ts'

const { role, configVars, flagValues } = subject
const [on] = flagValues.on

step(
  're-enable',
  `Re-enable. Set ${configVars.flag} to ${on}`,
  {
    source: 'R25',
    why: 'One config:set is all it takes.',
    until: all(met(flagIsOn), met(dynosAreCurrent)),
    timeoutMs: 120_000,
  },
  async ({ heroku }) => {
    await heroku`config:set ${configVars.flag}=${on}`
  },
)

check('re-enable-answers', 'Re-enable. The app answers', { source: 'R25' }, holds(appAnswers))

check(
  're-enable-connections',
  `Re-enable. In the end ${configVars.flag} is on, and the app is connected as ${role} again`,
  { source: 'R25, R6' },
  holdsAtTheEnd(isOnTheRole),
)

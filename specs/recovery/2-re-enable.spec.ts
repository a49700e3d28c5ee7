import { connectionFindings } from '../../harness/diagnosis/connections.ts'
import { healthFindings } from '../../harness/diagnosis/health.ts'
import { check } from '../../harness/runbook/check.ts'
import { both, configVarIs, dynosRunTheNewestRelease } from '../../harness/runbook/conditions.ts'
import { step } from '../../harness/runbook/step.ts'
import { subject } from '../../harness/runbook/subject.ts'

const { role, configVars } = subject

step(
  're-enable',
  `Re-enable. Set ${configVars.flag} to 1`,
  {
    source: 'R25',
    why: 'One config:set is all it takes.',
    until: both(configVarIs(configVars.flag, '1'), dynosRunTheNewestRelease),
    timeoutMs: 120_000,
  },
  async ({ heroku }) => {
    await heroku`config:set ${configVars.flag}=1`
  },
)

check('re-enable-answers', 'Re-enable. The app answers', { source: 'R25' }, healthFindings)

check(
  're-enable-connections',
  `Re-enable. The app is connected as ${role} again`,
  { source: 'R25, R6' },
  connectionFindings,
)

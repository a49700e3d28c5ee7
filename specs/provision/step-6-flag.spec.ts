import { connectionFindings } from '../../harness/diagnosis/connections.ts'
import { healthFindings } from '../../harness/diagnosis/health.ts'
import { denialFindings } from '../../harness/diagnosis/log.ts'
import { smokeFindings } from '../../harness/diagnosis/smoke.ts'
import { check } from '../../harness/runbook/check.ts'
import {
  both,
  configVarIs,
  dynosRunTheNewestRelease,
  dynosWereReplaced,
} from '../../harness/runbook/conditions.ts'
import { step } from '../../harness/runbook/step.ts'
import { subject } from '../../harness/runbook/subject.ts'

const { role, configVars } = subject

step(
  'switch-on',
  `Step 6. Switch the app to ${role}: set ${configVars.flag} to 1`,
  {
    source: 'R20, F6, F7',
    why: 'From here on the soak counts. The exit status of config:set is read, and the var is read back.',
    until: both(configVarIs(configVars.flag, '1'), dynosRunTheNewestRelease),
    timeoutMs: 120_000,
  },
  async ({ heroku }) => {
    await heroku`config:set ${configVars.flag}=1`
  },
)

step(
  'restart',
  'Step 6. Restart the app',
  {
    source: 'R20, F11',
    why: 'The source has it here. config:set has restarted the dynos already, so this is the second restart.',
    remember: ({ app }) => app.dynos(),
    until: dynosWereReplaced,
    timeoutMs: 120_000,
  },
  async ({ heroku }) => {
    await heroku`restart`
  },
)

check('app-answers', 'Step 6. The app answers', { source: 'R20' }, healthFindings)

check('smoke', 'Step 6. The smoke suite passes', { source: 'R20' }, smokeFindings)

check(
  'connections',
  `Step 6. The app is connected as ${role}, and not as the owner`,
  { source: 'R6' },
  connectionFindings,
)

check(
  'no-denials',
  'Step 6. No "permission denied" in the log since the flag was set',
  { source: 'R20, F1, F16' },
  denialFindings,
)

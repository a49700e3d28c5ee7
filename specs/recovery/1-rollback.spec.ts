import { connectionFindings } from '../../harness/diagnosis/connections.ts'
import { healthFindings } from '../../harness/diagnosis/health.ts'
import { check } from '../../harness/runbook/check.ts'
import {
  both,
  configVarIs,
  dynosRunTheNewestRelease,
  dynosWereReplaced,
} from '../../harness/runbook/conditions.ts'
import { step } from '../../harness/runbook/step.ts'
import { runbook } from '../../runbook.config.ts'

const { configVars } = runbook

step(
  `Rollback. Set ${configVars.flag} to 0`,
  {
    source: 'R25, R26',
    why: 'No code deploy, no migration, no data touched: the app falls back to the owner.',
    until: both(configVarIs(configVars.flag, '0'), dynosRunTheNewestRelease),
    timeoutMs: 120_000,
  },
  async ({ heroku }) => {
    await heroku`config:set ${configVars.flag}=0`
  },
)

step(
  'Rollback. Restart the app',
  {
    source: 'R25, F11',
    why: 'The source has it here, though config:set has restarted the dynos already.',
    remember: ({ app }) => app.dynos(),
    until: dynosWereReplaced,
    timeoutMs: 120_000,
  },
  async ({ heroku }) => {
    await heroku`restart`
  },
)

check('Rollback. The app answers', { source: 'R25' }, healthFindings)

check("Rollback. The app's connections are the owner's again", { source: 'R25' }, connectionFindings)

check(
  'Rollback. The role and its grants are left in place',
  {
    source: 'R25',
    why: 'So that going forward again is a single config:set.',
  },
  ({ privileges }) => privileges.findings(),
)

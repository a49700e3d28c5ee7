import { connectionFindings } from '../../harness/diagnosis/connections.ts'
import { firstAnswerFindings } from '../../harness/diagnosis/first-answer.ts'
import { roleInPlace } from '../../harness/diagnosis/role-in-place.ts'
import { check } from '../../harness/runbook/check.ts'
import {
  both,
  configVarIs,
  dynosRunTheNewestRelease,
  dynosWereReplaced,
} from '../../harness/runbook/conditions.ts'
import { step } from '../../harness/runbook/step.ts'
import { subject } from '../../harness/runbook/subject.ts'

const { configVars } = subject
const inPlace = roleInPlace()

step(
  'rollback',
  `Rollback. Set ${configVars.flag} to 0`,
  {
    source: 'R25, R26',
    why: 'No code deploy, no migration, no data touched: the app falls back to the owner.',
    remember: inPlace.remember,
    until: both(configVarIs(configVars.flag, '0'), dynosRunTheNewestRelease),
    timeoutMs: 120_000,
    attempts: 3,
  },
  async ({ heroku }) => {
    await heroku`config:set ${configVars.flag}=0`
  },
)

step(
  'rollback-restart',
  'Rollback. Restart the app',
  {
    source: 'R25, F11',
    why: 'The source has it here, though config:set has restarted the dynos already.',
    remember: ({ app }) => app.dynos(),
    until: dynosWereReplaced,
    timeoutMs: 120_000,
    attempts: 3,
  },
  async ({ heroku }) => {
    await heroku`restart`
  },
)

check(
  'rollback-answers',
  'Rollback. The app answers, on the owner',
  {
    source: 'R25, R26',
    why: 'Timed, from the beginning to the first healthy answer. While the database lets nobody in nobody can tell.',
  },
  firstAnswerFindings,
)

check(
  'rollback-connections',
  "Rollback. The app's connections are the owner's again",
  { source: 'R25' },
  connectionFindings,
)

check(
  'rollback-leaves-role',
  'Rollback. The role and its grants are left as they were',
  {
    source: 'R25, R27',
    why: 'So that going forward again is a single config:set. Where provisioning has not come so far there is nothing to leave.',
  },
  inPlace.findings,
)

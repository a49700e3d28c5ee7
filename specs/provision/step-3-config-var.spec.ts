import { expect } from 'vitest'
import { withoutFlag } from '../../harness/runbook/applies.ts'
import { check } from '../../harness/runbook/check.ts'
import { met } from '../../harness/runbook/conditions.ts'
import { setTheCredentialsUrl } from '../../harness/runbook/shared/credentials-url.ts'
import { step } from '../../harness/runbook/step.ts'
import { subject } from '../../harness/runbook/subject.ts'
import { urlIsTheCredentials } from '../../harness/verdicts/config-vars/stale-url.ts'

const { role, configVars, app, database } = subject
const whereItIs = withoutFlag
  ? `heroku pg:credentials:url ${database} --name ${role} -a ${app} | grep -o 'postgres://.*'`
  : `heroku config:get ${configVars.restricted} -a ${app}`

step(
  'set-url',
  `Step 3. Set ${configVars.restricted} to the credential's URL`,
  {
    source: 'R17, F4, F6',
    why: 'The app reads it at start. The URL holds the password: the runbook compares it in memory, prints it masked, and gives it to the CLI in no command line. Typed by hand it is in one, for as long as that runs.',
    byHand: [`heroku config:get ${configVars.restricted} -a ${app} | sed 's/:[^:@]*@/:***@/'`],
    expect: `postgres://${role}:***@ and the host of the database`,
    until: met(urlIsTheCredentials),
    notHere: withoutFlag && `${withoutFlag}, and is set in Step 6`,
  },
  setTheCredentialsUrl,
)

check(
  'url-logs-in',
  `${role} can log in with it`,
  {
    source: 'R7',
    byHand: [`psql "$(${whereItIs})" -c 'SELECT current_user'`],
    expect: `one row: ${role}`,
  },
  async ({ restricted }) => {
    const [session] = await restricted.rows<{ member: boolean }>(
      `SELECT pg_has_role(current_user, $1, 'MEMBER') AS member`,
      [role],
    )
    expect(session?.member, `a session of ${role}`).toBe(true)
  },
)

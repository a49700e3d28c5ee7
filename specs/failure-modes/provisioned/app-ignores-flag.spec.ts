import { expect } from 'vitest'
import { holds } from '../../../harness/runbook/conditions.ts'
import { check } from '../../../harness/runbook/planted.ts'
import { subject } from '../../../harness/runbook/subject.ts'
import { connectionsFollowFlag } from '../../../harness/verdicts/app/connections.ts'
import { flagIsOn } from '../../../harness/verdicts/config-vars/flag.ts'
import { roleHasItsPolicy } from '../../../harness/verdicts/database/privileges.ts'

const { role, configVars } = subject

check(
  'app-ignores-flag/symptom',
  'App ignores its flag. Symptom: it is told to use the role, and its connections are the owner’s',
  {
    source: 'R6',
  },
  async (given) => {
    await given.rehearsal.control('stand-in', { app: subject.app, ignoreFlag: true })
    expect(await holds(connectionsFollowFlag)(given)).toMatchObject([
      {
        code: 'app-connects-as-owner',
        help: expect.stringContaining(`escalate to ${subject.tell.developer}`),
      },
    ])
  },
)

check(
  'app-ignores-flag/cause',
  'App ignores its flag. Cause: the code, not the role: var, credential and grants are all in order',
  {
    source: 'R6',
  },
  async (given) => {
    const vars = await given.app.configVars()
    expect(await holds(flagIsOn)(given)).toEqual([])
    expect(vars.url(configVars.restricted)).toEqual(await given.app.credentialUrl(role))
    expect(await holds(roleHasItsPolicy)(given)).toEqual([])
  },
)

check(
  'app-ignores-flag/fix',
  `App ignores its flag. Fix: ${subject.tell.developer} mends the code; with the mended app the connections are the role’s`,
  {
    source: 'R6',
    why: 'No step of the runbook can mend it.',
  },
  async (given) => {
    await given.rehearsal.control('stand-in', { app: subject.app, ignoreFlag: false })
    expect(await holds(connectionsFollowFlag)(given)).toEqual([])
  },
)

check(
  'app-ignores-flag/verification',
  'App ignores its flag. Verification: the app answers on the role',
  {
    source: 'R6',
  },
  async ({ rehearsal, app }) => {
    expect(await rehearsal.get('/healthz')).toMatchObject({ status: 200 })
    expect((await app.log()).at(-1)).toBeDefined()
  },
)

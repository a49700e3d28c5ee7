import { expect } from 'vitest'
import { withoutFlag } from '../../../harness/runbook/applies.ts'
import { holds, met } from '../../../harness/runbook/conditions.ts'
import { check } from '../../../harness/runbook/planted.ts'
import {
  appHasTheCredentialsUrl,
  setTheCredentialsUrl,
} from '../../../harness/runbook/shared/credentials-url.ts'
import { step } from '../../../harness/runbook/step.ts'
import { subject } from '../../../harness/runbook/subject.ts'
import { connectionsFollowFlag } from '../../../harness/verdicts/app/connections.ts'
import { dynosAreCurrent } from '../../../harness/verdicts/app/dynos.ts'

const { role, configVars, flagValues } = subject

check(
  'd-missing-url/symptom',
  'D. Symptom: the app is connected as the owner, though the flag is 1',
  {
    source: 'R14, R5',
    notHere: withoutFlag,
  },
  async (given) => {
    await given.rehearsal.heroku`config:unset ${configVars.restricted}`
    await given.settled(met(dynosAreCurrent))
    expect(await holds(connectionsFollowFlag)(given)).toMatchObject([{ code: 'app-connects-as-owner' }])
  },
)

check(
  'd-missing-url/cause',
  `D. Cause: ${configVars.restricted} is empty, and the app falls back without failing`,
  {
    source: 'R14',
    notHere: withoutFlag,
  },
  async ({ app }) => {
    const vars = await app.configVars()
    expect(vars.get(configVars.restricted)).toBeUndefined()
    expect(vars.get(configVars.flag)).toBe(flagValues?.on[0])
    expect(await app.log()).toContainEqual(expect.stringContaining(`${configVars.restricted} is empty`))
  },
)

step(
  'd-missing-url/fix',
  'D. Fix: set it again from the credential',
  {
    source: 'R14, R17',
    notHere: withoutFlag,
    why: 'Step 3. config:set restarts the dynos, so the app reads it at once.',
    until: appHasTheCredentialsUrl,
  },
  setTheCredentialsUrl,
)

check(
  'd-missing-url/verification',
  `D. Verification: ${configVars.restricted} is a postgres:// URL of the role, and the app uses it`,
  {
    source: 'R14, R9',
    notHere: withoutFlag,
  },
  async (given) => {
    const url = (await given.app.configVars()).url(configVars.restricted)
    expect(`${url?.protocol}//${url?.user}:`).toBe(`postgres://${role}:`)
    expect(await holds(connectionsFollowFlag)(given)).toEqual([])
  },
)

import { expect } from 'vitest'
import { met } from '../../../harness/runbook/conditions.ts'
import { check } from '../../../harness/runbook/planted.ts'
import { step } from '../../../harness/runbook/step.ts'
import { subject } from '../../../harness/runbook/subject.ts'
import { credentialIsActive } from '../../../harness/verdicts/provisioning/credential.ts'

const { role } = subject

check(
  'credential-still-provisioning/symptom',
  'Still provisioning. Symptom: pg:credentials:create ends with 0, and there is no active credential',
  {
    source: 'F14',
  },
  async ({ app, rehearsal }) => {
    await rehearsal.control('credential-provisioning', { polls: 3 })
    await expect(
      rehearsal.heroku`pg:credentials:create ${subject.database} --name ${role}`,
    ).resolves.toBeDefined()
    expect(await app.credential(role)).toMatchObject({
      state: 'not-active',
      said: expect.stringContaining(`Could not find any active credentials for ${role}`),
    })
  },
)

check(
  'credential-still-provisioning/cause',
  'Still provisioning. Cause: Heroku makes it in its own time, and comes to an end',
  {
    source: 'F14',
  },
  async ({ app, settled }) => {
    await settled(met(credentialIsActive))
    expect((await app.credential(role)).state).toBe('active')
  },
)

step(
  'credential-still-provisioning/fix',
  'Still provisioning. Fix: create it if it is missing, and wait until it is active',
  {
    source: 'F14, R16',
    why: 'Step 2 as it stands: the exit status is not asked, the credential is.',
    until: met(credentialIsActive),
  },
  async ({ heroku }) => {
    await heroku`pg:credentials:create ${subject.database} --name ${role}`
  },
)

check(
  'credential-still-provisioning/verification',
  'Still provisioning. Verification: its URL logs in',
  {
    source: 'R7',
  },
  async ({ app, owner }) => {
    expect((await app.credentialUrl(role)).user).toBe(role)
    expect(await owner.rows('SELECT rolcanlogin FROM pg_roles WHERE rolname = $1', [role])).toEqual([
      { rolcanlogin: true },
    ])
  },
)

import { expect } from 'vitest'
import { met } from '../../../harness/runbook/conditions.ts'
import { check } from '../../../harness/runbook/planted.ts'
import { step } from '../../../harness/runbook/step.ts'
import { subject } from '../../../harness/runbook/subject.ts'
import { credentialIsActive } from '../../../harness/verdicts/provisioning/credential.ts'

const { role } = subject

check(
  'swapped-arguments/symptom',
  `Swapped arguments. Symptom: Unknown database: ${role}`,
  {
    source: 'R16, F15',
    finding: 'F15',
    claim: `the CLI will return Unknown database: ${role} if the role name goes in the positional slot`,
  },
  async ({ rehearsal }) => {
    await expect(rehearsal.heroku`pg:credentials:create ${role} --name ${subject.database}`).rejects.toThrow(
      `Unknown database: ${role}. Valid options are: ${subject.database}`,
    )
  },
)

check(
  'swapped-arguments/cause',
  'Swapped arguments. Cause: the role stands where the database belongs; without --name another message hides it',
  {
    source: 'F15',
  },
  async ({ rehearsal }) => {
    await expect(rehearsal.heroku`pg:credentials:create ${role}`).rejects.toThrow(
      'Missing required flag name',
    )
    await expect(rehearsal.heroku`pg:credentials:create ${role} --name ${role}`).rejects.toThrow(
      'Unknown database',
    )
  },
)

step(
  'swapped-arguments/fix',
  `Swapped arguments. Fix: ${subject.database} first, the role after --name`,
  {
    source: 'R16, F15',
    finding: 'F15',
    instead: true,
    why: `${subject.database} is the attachment of the add-on; --name is the credential, which is also the Postgres role.`,
    until: met(credentialIsActive),
  },
  async ({ heroku }) => {
    await heroku`pg:credentials:create ${subject.database} --name ${role}`
  },
)

check(
  'swapped-arguments/verification',
  `Swapped arguments. Verification: the credential is there, and none is called ${subject.database}`,
  {
    source: 'R16',
  },
  async ({ app }) => {
    expect((await app.credential(role)).state).toBe('active')
    expect((await app.credential(subject.database)).state).toBe('unavailable')
  },
)

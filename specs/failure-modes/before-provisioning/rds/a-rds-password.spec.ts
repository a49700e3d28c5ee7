import { expect } from 'vitest'
import { met } from '../../../../harness/runbook/conditions.ts'
import { check } from '../../../../harness/runbook/planted.ts'
import { step } from '../../../../harness/runbook/step.ts'
import { subject } from '../../../../harness/runbook/subject.ts'
import { credentialIsActive } from '../../../../harness/verdicts/provisioning/credential.ts'

const { role } = subject

check(
  'a-rds-password/symptom',
  'A. Symptom: must be a member of rds_password to alter passwords',
  {
    source: 'R11',
    why: 'Tried as the owner, in a transaction that is rolled back.',
  },
  async ({ owner }) => {
    await expect(owner.tryOut(`CREATE ROLE ${role} LOGIN PASSWORD 'not-a-real-one'`)).rejects.toThrow(
      /^must be a member of rds_password to alter passwords$/,
    )
  },
)

check(
  'a-rds-password/cause',
  'A. Cause: the owner is not in rds_password; once it is, the message is gone, and it comes back',
  {
    source: 'R11',
  },
  async ({ owner, rehearsal }) => {
    await rehearsal.superuser(`GRANT rds_password TO ${await owner.user()}`)
    await expect(
      owner.tryOut(`ALTER ROLE ${await owner.user()} PASSWORD 'not-a-real-one'`),
    ).resolves.toBeUndefined()
    await rehearsal.superuser(`REVOKE rds_password FROM ${await owner.user()}`)
    await expect(owner.tryOut(`ALTER ROLE ${await owner.user()} PASSWORD 'not-a-real-one'`)).rejects.toThrow(
      /^must be a member of rds_password to alter passwords$/,
    )
  },
)

step(
  'a-rds-password/fix',
  'A. Fix: let Heroku make the role',
  {
    source: 'R11, R16',
    why: 'pg:credentials:create sets the password as rds_password, inside the platform.',
    until: met(credentialIsActive),
  },
  async ({ heroku }) => {
    await heroku`pg:credentials:create ${subject.database} --name ${role}`
  },
)

check(
  'a-rds-password/verification',
  'A. Verification: pg:credentials:url gives a postgres:// URL of the role',
  {
    source: 'R11',
  },
  async ({ app }) => {
    const url = await app.credentialUrl(role)
    expect(`${url.protocol}//${url.user}:`).toBe(`postgres://${role}:`)
  },
)

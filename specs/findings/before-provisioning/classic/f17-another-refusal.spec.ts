import { expect } from 'vitest'
import { met } from '../../../../harness/runbook/conditions.ts'
import { check } from '../../../../harness/runbook/planted.ts'
import { subject } from '../../../../harness/runbook/subject.ts'
import { credentialIsActive } from '../../../../harness/verdicts/provisioning/credential.ts'

const { role } = subject

check(
  'f17/happens',
  'F17. On a Standard database the same statement is refused in other words: permission denied to create role',
  {
    source: 'F17',
    finding: 'F17',
    claim: 'Heroku Postgres runs on AWS RDS: must be a member of rds_password to alter passwords',
  },
  async ({ owner }) => {
    await expect(owner.tryOut(`CREATE ROLE ${role} LOGIN PASSWORD 'not-a-real-one'`)).rejects.toThrow(
      /^permission denied to create role$/,
    )
  },
)

check(
  'f17/instead',
  'F17. This project lets Heroku make the role, which is the way on either',
  { source: 'F17', finding: 'F17', instead: true },
  async ({ rehearsal, settled, app }) => {
    await rehearsal.heroku`pg:credentials:create ${subject.database} --name ${role}`
    await settled(met(credentialIsActive))
    const url = await app.credentialUrl(role)
    expect(url.user).toBe(role)
  },
)

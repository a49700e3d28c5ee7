import { expect } from 'vitest'
import { anotherSchema } from '../../../harness/runbook/applies.ts'
import { met } from '../../../harness/runbook/conditions.ts'
import { check } from '../../../harness/runbook/planted.ts'
import { subject } from '../../../harness/runbook/subject.ts'
import { credentialIsActive } from '../../../harness/verdicts/provisioning/credential.ts'

const { role } = subject

check(
  'f8/happens',
  'F8. As Heroku documents it, a new credential has no privilege on any table, and no USAGE on the schema',
  {
    source: 'F8',
    notHere: anotherSchema,
    finding: 'F8',
    claim: 'pg:credentials:create grants CONNECT + SELECT on all tables automatically',
  },
  async ({ owner, rehearsal, settled }) => {
    await rehearsal.heroku`pg:credentials:create ${subject.database} --name ${role}`
    await settled(met(credentialIsActive))
    expect(
      await owner.rows(
        `SELECT has_schema_privilege($1, 'public', 'USAGE') AS schema, has_table_privilege($1, 'historical_bars', 'SELECT') AS "table"`,
        [role],
      ),
    ).toEqual([{ schema: false, table: false }])
  },
)

check(
  'f8/instead',
  'F8. This project comes to the policy from there',
  { source: 'F8', notHere: anotherSchema, finding: 'F8', instead: true },
  async ({ privileges }) => {
    expect(await privileges.carryOut()).toMatchObject({ committed: true, after: [] })
  },
)

check(
  'f8/with-select',
  'F8. And from what the source says, SELECT on everything, migration tables included',
  {
    source: 'F8',
    notHere: anotherSchema,
  },
  async ({ rehearsal, privileges }) => {
    await rehearsal.migrate(
      `REVOKE ALL ON ALL TABLES IN SCHEMA public FROM ${role}; GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${role}`,
    )
    expect(await privileges.findings()).toContainEqual(
      expect.objectContaining({ code: 'extra-privilege', object: 'public.alembic_version' }),
    )
    expect(await privileges.carryOut()).toMatchObject({ committed: true, after: [] })
  },
)

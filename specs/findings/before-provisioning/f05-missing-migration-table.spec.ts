import { expect } from 'vitest'
import { anotherSchema } from '../../../harness/runbook/applies.ts'
import { met } from '../../../harness/runbook/conditions.ts'
import { check } from '../../../harness/runbook/planted.ts'
import { subject } from '../../../harness/runbook/subject.ts'
import { credentialIsActive } from '../../../harness/verdicts/provisioning/credential.ts'

const { role } = subject

check(
  'f5/happens',
  'F5. A migration table that is not there stops the block half way: the other one stays writable',
  {
    source: 'F5',
    notHere: anotherSchema,
    finding: 'F5',
    claim: 'REVOKE ALL ON TABLE alembic_version, schema_migrations: copy-paste the block as one unit',
  },
  async ({ owner, rehearsal, settled }) => {
    await rehearsal.heroku`pg:credentials:create ${subject.database} --name ${role}`
    await settled(met(credentialIsActive))
    await rehearsal.migrate('DROP TABLE alembic_version')
    await rehearsal.pasteFile('source-grant-block.sql')
    const [left] = await owner.rows(
      `SELECT has_table_privilege($1, 'schema_migrations', 'UPDATE') AS writable`,
      [role],
    )
    expect(left).toEqual({ writable: true })
  },
)

check(
  'f5/instead',
  'F5. This project does it in one transaction, and only where the table exists',
  { source: 'F5, R18', notHere: anotherSchema, finding: 'F5', instead: true },
  async ({ owner, privileges }) => {
    expect(await privileges.carryOut()).toMatchObject({ committed: true, after: [] })
    const [left] = await owner.rows(
      `SELECT has_table_privilege($1, 'schema_migrations', 'UPDATE') AS writable`,
      [role],
    )
    expect(left).toEqual({ writable: false })
  },
)

import { expect } from 'vitest'
import { anotherSchema } from '../../../harness/runbook/applies.ts'
import { holds, met } from '../../../harness/runbook/conditions.ts'
import { check } from '../../../harness/runbook/planted.ts'
import { subject } from '../../../harness/runbook/subject.ts'
import { roleHasItsPolicy } from '../../../harness/verdicts/database/privileges.ts'
import { credentialIsActive } from '../../../harness/verdicts/provisioning/credential.ts'

const { role } = subject

check(
  'f2/happens',
  'F2. The block grants INSERT, UPDATE and DELETE and never SELECT: the table is `awd`, and it cannot be read',
  {
    source: 'F2',
    notHere: anotherSchema,
    finding: 'F2',
    claim: 'the re-apply block re-covers newly added tables: \\dp shows raptor_app=arwd',
  },
  async ({ rehearsal, privileges, settled }) => {
    await rehearsal.heroku`pg:credentials:create ${subject.database} --name ${role}`
    await settled(met(credentialIsActive))
    await rehearsal.migrate('CREATE TABLE new_table (id bigserial PRIMARY KEY)')
    await rehearsal.migrateFile('source-grant-block.sql')
    const { findings } = await privileges.plan()
    expect(findings).toContainEqual(
      expect.objectContaining({
        code: 'missing-privilege',
        object: 'public.new_table',
        found: 'INSERT, UPDATE, DELETE',
      }),
    )
  },
)

check(
  'f2/instead',
  'F2. This project plans from the declared policy, and the table is complete',
  { source: 'F2', notHere: anotherSchema, finding: 'F2', instead: true },
  async (given) => {
    await given.privileges.carryOut()
    expect(await holds(roleHasItsPolicy)(given)).toEqual([])
  },
)

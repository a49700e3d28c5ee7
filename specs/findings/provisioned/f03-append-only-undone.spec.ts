import { expect } from 'vitest'
import { anotherSchema } from '../../../harness/runbook/applies.ts'
import { check } from '../../../harness/runbook/planted.ts'

check(
  'f3/happens',
  'F3. The block grants UPDATE and DELETE on the audit trail again: append-only is undone',
  {
    source: 'F3, R28',
    notHere: anotherSchema,
    finding: 'F3',
    claim: 'This is idempotent. Running it when grants are already correct is safe.',
  },
  async ({ rehearsal, privileges }) => {
    expect(await privileges.findings()).toEqual([])
    await rehearsal.migrateFile('source-grant-block.sql')
    expect(await privileges.findings()).toContainEqual(
      expect.objectContaining({ code: 'extra-privilege', object: 'public.customer_audit_events' }),
    )
  },
)

check(
  'f3/instead',
  'F3. This project holds append-only tables to SELECT and INSERT in every re-apply, and a second one does nothing',
  { source: 'F3, R22', notHere: anotherSchema, finding: 'F3', instead: true },
  async ({ privileges }) => {
    expect(await privileges.carryOut()).toMatchObject({ committed: true, after: [] })
    expect(await privileges.carryOut()).toMatchObject({ statements: [], before: [] })
  },
)

check(
  'f3/owner',
  'F3. REVOKE binds the role, and means nothing to the owner',
  {
    source: 'R28',
    notHere: anotherSchema,
  },
  async ({ restricted, owner }) => {
    await expect(restricted.rows('EXPLAIN UPDATE customer_audit_events SET id = id')).rejects.toThrow(
      'permission denied for table customer_audit_events',
    )
    expect(await owner.rows('EXPLAIN UPDATE customer_audit_events SET id = id')).not.toEqual([])
  },
)

import { expect } from 'vitest'
import { anotherSchema } from '../../../harness/runbook/applies.ts'
import { check } from '../../../harness/runbook/planted.ts'
import { subject } from '../../../harness/runbook/subject.ts'

const { role } = subject

check(
  'f9/happens',
  'F9. ACL text shows nothing of a right that comes through PUBLIC',
  {
    source: 'F9',
    notHere: anotherSchema,
    finding: 'F9',
    claim: '\\dp … | grep raptor_app shows what the role may do',
  },
  async ({ owner, rehearsal }) => {
    await rehearsal.migrate('GRANT UPDATE ON alembic_version TO PUBLIC')
    const [seen] = await owner.rows(
      `SELECT relacl::text LIKE '%' || $1 || '%' AS grep, has_table_privilege($1, oid, 'UPDATE') AS may
       FROM pg_class WHERE relname = 'alembic_version'`,
      [role],
    )
    expect(seen).toEqual({ grep: false, may: true })
  },
)

check(
  'f9/instead',
  'F9. This project reads effective privileges as an exact set, and mends it',
  { source: 'F9, R8', notHere: anotherSchema, finding: 'F9', instead: true },
  async ({ privileges }) => {
    expect(await privileges.findings()).toContainEqual(
      expect.objectContaining({ object: 'public.alembic_version' }),
    )
    expect(await privileges.carryOut()).toMatchObject({ committed: true, after: [] })
  },
)

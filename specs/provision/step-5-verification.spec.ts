import { expect } from 'vitest'
import { check } from '../../harness/runbook/check.ts'
import { subject } from '../../harness/runbook/subject.ts'

const { role, spotCheck } = subject

check(
  'role-can-log-in',
  `Step 5. ${role} exists and can log in`,
  {
    source: 'R19, R7',
  },
  async ({ owner }) => {
    const roles = await owner.rows(
      'SELECT rolname, rolcanlogin FROM pg_catalog.pg_roles WHERE rolname = $1',
      [role],
    )
    expect(roles).toEqual([{ rolname: role, rolcanlogin: true }])
  },
)

check(
  'spot-check',
  `Step 5. ${role} can read and write ${spotCheck}`,
  {
    source: 'R19, R8',
    why: 'Asked of Postgres as the role, each privilege by itself, because has_table_privilege with a list means any of them.',
  },
  async ({ restricted }) => {
    const [may] = await restricted.rows(
      `SELECT has_table_privilege($1, 'SELECT') AS "SELECT", has_table_privilege($1, 'INSERT') AS "INSERT",
            has_table_privilege($1, 'UPDATE') AS "UPDATE", has_table_privilege($1, 'DELETE') AS "DELETE"`,
      [spotCheck],
    )
    expect(may).toEqual({ SELECT: true, INSERT: true, UPDATE: true, DELETE: true })
  },
)

check(
  'migration-tables-locked',
  `Step 5. ${role} is locked out of the migration tables`,
  {
    source: 'R19',
    why: 'A compromised session must not be able to stamp a migration as applied.',
  },
  async ({ restricted }) => {
    const open = await restricted.rows(
      `SELECT c.oid::regclass::text AS relation FROM pg_class c
      WHERE c.relname IN ('alembic_version', 'schema_migrations') AND c.relkind IN ('r', 'p')
        AND (has_table_privilege(c.oid, 'SELECT') OR has_table_privilege(c.oid, 'INSERT')
             OR has_table_privilege(c.oid, 'UPDATE') OR has_table_privilege(c.oid, 'DELETE')
             OR has_table_privilege(c.oid, 'TRUNCATE'))`,
    )
    expect(open, 'migration tables open to the role').toEqual([])
  },
)

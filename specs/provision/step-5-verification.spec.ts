import { expect } from 'vitest'
import { migrationTables } from '../../harness/config/migration-tables.ts'
import { RulesByName } from '../../harness/config/names.ts'
import { inSql } from '../../harness/postgres/in-sql.ts'
import { check } from '../../harness/runbook/check.ts'
import { asTheOwner, theRole } from '../../harness/runbook/shared/look-by-hand.ts'
import { subject } from '../../harness/runbook/subject.ts'

const { role, spotCheck, policy } = subject

check(
  'role-can-log-in',
  `Step 5. ${role} exists and can log in`,
  {
    source: 'R19, R7',
    byHand: [theRole],
    expect: `${role} | t`,
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
  `Step 5. ${role} may do with ${spotCheck} exactly what the policy gives it`,
  {
    source: 'R19, R8',
    why: 'Asked of Postgres as the role, each privilege by itself, because has_table_privilege with a list means any of them.',
    byHand: [
      asTheOwner(
        `SELECT verb FROM unnest('{SELECT,INSERT,UPDATE,DELETE}'::text[]) verb WHERE has_table_privilege(${inSql(role)}, ${inSql(spotCheck)}, verb)`,
      ),
    ],
    expect: 'a row for each verb that the policy gives, and no other',
  },
  async ({ restricted, privileges, note }) => {
    const audit = await privileges.audit()
    const given = audit.expected(spotCheck)
    if (!given)
      throw new Error(
        `${spotCheck}, the spotCheck of runbook.config.ts, is not there: ${audit.nearest(spotCheck)}`,
      )
    const asked = ['SELECT', 'INSERT', 'UPDATE', 'DELETE']
    const may = await restricted.rows<{ verb: string }>(
      'SELECT verb FROM unnest($2::text[]) verb WHERE has_table_privilege($1, verb)',
      [spotCheck, asked],
    )
    expect(may.map(({ verb }) => verb).toSorted()).toEqual(
      asked.filter((verb) => given.includes(verb)).toSorted(),
    )
    note(`may ${given.join(', ') || 'nothing'}`)
  },
)

check(
  'migration-tables-locked',
  `Step 5. ${role} is locked out of the migration tables`,
  {
    source: 'R19',
    why: 'A compromised session must not be able to stamp a migration as applied. Which table a framework keeps is known by its name; what the policy gives on one by that name is left out.',
    byHand: [
      asTheOwner(
        `SELECT oid::regclass FROM pg_class WHERE relname IN (${migrationTables.map(inSql).join(', ')}) AND relkind IN ('r', 'p') AND has_table_privilege(${inSql(role)}, oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE')`,
      ),
    ],
    expect: 'no row, but for a table that the policy names',
  },
  async ({ restricted, note }) => {
    const declared = new RulesByName(policy.tables.named)
    const there = await restricted.rows<{ relation: string; may: string[] }>(
      `SELECT format('%I.%I', n.nspname, c.relname) AS relation,
              ARRAY(SELECT verb FROM unnest($2::text[]) verb WHERE has_table_privilege(c.oid, verb)) AS may
         FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relname = ANY ($1) AND c.relkind IN ('r', 'p') ORDER BY 1`,
      [migrationTables, ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']],
    )
    const open = there.flatMap(({ relation, may }) => {
      const given: readonly string[] = declared.get(relation) ?? []
      const beyond = may.filter((verb) => !given.includes(verb))
      return beyond.length > 0 ? [{ relation, beyond }] : []
    })
    expect(open, 'migration tables open to the role').toEqual([])
    note(there.map(({ relation }) => relation).join(', ') || 'there is none by a name that is known')
  },
)

import { expect } from 'vitest'
import { inSql } from '../../harness/postgres/in-sql.ts'
import { check } from '../../harness/runbook/check.ts'
import { holds } from '../../harness/runbook/conditions.ts'
import { asTheOwner } from '../../harness/runbook/shared/look-by-hand.ts'
import { subject } from '../../harness/runbook/subject.ts'
import { ownerOwnsEveryRelation } from '../../harness/verdicts/database/foreign-owned-relation.ts'

const { configVars, role } = subject

check(
  'database-answers',
  `${configVars.owner} is set, and the database answers to it`,
  {
    source: 'R24',
    why: 'Migrations and the way back both go through the owner.',
    byHand: [asTheOwner('SELECT current_user')],
    expect: `one row, which is not ${role}`,
  },
  async ({ owner, note, fact }) => {
    const [session] = await owner.rows<{ user: string; version: string }>(
      `SELECT current_user AS user, current_setting('server_version') AS version`,
    )
    note(`${session?.user} on Postgres ${session?.version}`)
    fact('postgres', session?.version.split(' ')[0] ?? 'not shown')
    expect(session?.user).not.toBe(role)
  },
)

check(
  'owner-sets-no-passwords',
  'The owner cannot set passwords itself',
  {
    source: 'R11',
    why: 'Heroku keeps rds_password to itself, so the role is made by pg:credentials:create and never by SQL (failure mode A).',
  },
  async ({ owner }) => {
    const [owns] = await owner.rows<{ superuser: boolean; rds_password: boolean }>(
      `SELECT r.rolsuper AS superuser,
            coalesce((SELECT pg_has_role(r.oid, p.oid, 'MEMBER') FROM pg_roles p WHERE p.rolname = 'rds_password'), false)
              AS rds_password
       FROM pg_roles r WHERE r.rolname = current_user`,
    )
    expect(owns).toEqual({ superuser: false, rds_password: false })
  },
)

check(
  'owner-owns-every-relation',
  'The owner owns every relation it is going to grant on',
  {
    source: 'F12',
    why: 'One relation owned by somebody else makes GRANT … ON ALL TABLES fail as a whole: nothing is granted.',
    byHand: [
      asTheOwner(
        `SELECT schemaname, tablename, tableowner FROM pg_tables WHERE schemaname IN (${Object.keys(subject.policy.schemas).map(inSql).join(', ')}) AND tableowner <> current_user`,
      ),
    ],
    expect: 'no row',
  },
  holds(ownerOwnsEveryRelation),
)

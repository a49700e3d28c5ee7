import { expect } from 'vitest'
import { check } from '../../harness/runbook/check.ts'
import { runbook } from '../../runbook.config.ts'

const { configVars, role } = runbook

check(
  `${configVars.owner} is set, and the database answers to it`,
  {
    source: 'R24',
    why: 'Migrations and the way back both go through the owner.',
  },
  async ({ owner, note }) => {
    const [session] = await owner.rows<{ user: string; version: string }>(
      `SELECT current_user AS user, current_setting('server_version') AS version`,
    )
    note(`${session?.user} on Postgres ${session?.version}`)
    expect(session?.user).not.toBe(role)
  },
)

check(
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
  'The owner owns every relation it is going to grant on',
  {
    source: 'F12',
    why: 'One relation owned by somebody else makes GRANT … ON ALL TABLES fail as a whole: nothing is granted.',
  },
  async ({ owner }) => {
    const foreign = await owner.rows<{ relation: string; owner: string }>(
      `SELECT format('%I.%I', n.nspname, c.relname) AS relation, pg_get_userbyid(c.relowner) AS owner
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND n.nspname = ANY ($1)
        AND NOT pg_has_role(current_user, c.relowner, 'USAGE')
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
      ORDER BY 1`,
      [Object.keys(runbook.privileges.schemas)],
    )
    expect(foreign, 'relations of another owner').toEqual([])
  },
)

import { expect } from 'vitest'
import { check } from '../../../harness/runbook/planted.ts'
import { subject } from '../../../harness/runbook/subject.ts'

const { role } = subject

check(
  'public-schema/new-database',
  'Schema public. In a new database everybody may create in it before Postgres 15, and from 15 on nobody is given that',
  {
    source: 'R8',
    why: 'Release notes of Postgres 15, E: CREATE on schema public is no longer granted to PUBLIC (CVE-2018-1058).',
  },
  async ({ owner, note }) => {
    const [everybody] = await owner.rows<{ may: string[] }>(
      `SELECT array_agg(privilege_type ORDER BY privilege_type) AS may FROM pg_init_privs, aclexplode(initprivs)
       WHERE classoid = 'pg_namespace'::regclass AND objoid = 'public'::regnamespace AND grantee = 0`,
    )
    note(`PUBLIC begins with ${everybody?.may.join(', ')}`)
    expect(everybody?.may).toEqual(await owner.byMajor({ 14: ['CREATE', 'USAGE'], 15: ['USAGE'] }))
  },
)

check(
  'public-schema/role',
  `Schema public. ${role} cannot create in it, on any version`,
  { source: 'R8' },
  async ({ restricted }) => {
    expect(await restricted.answerTo('CREATE TABLE made_by_the_app ()')).toBe(
      'permission denied for schema public',
    )
  },
)

check(
  'public-schema/older-database',
  `Schema public. In a database that was made before Postgres 15 ${role} can, as everybody: it is found`,
  {
    source: 'R8, F9',
    why: 'An upgrade to 15 or later keeps the grants of the database as it was.',
  },
  async ({ rehearsal, restricted, privileges }) => {
    await rehearsal.superuser('GRANT CREATE ON SCHEMA public TO PUBLIC')
    expect(await restricted.answerTo('CREATE TABLE made_by_the_app ()')).toBe('done')
    expect(await privileges.findings()).toContainEqual(
      expect.objectContaining({ code: 'schema-create', object: 'public' }),
    )
  },
)

check(
  'public-schema/plan',
  'Schema public. And taken back by the plan, from everybody',
  { source: 'R22' },
  async ({ privileges, restricted }) => {
    expect(await privileges.carryOut()).toMatchObject({ committed: true, after: [] })
    expect(await restricted.answerTo('CREATE TABLE made_by_the_app ()')).toBe(
      'permission denied for schema public',
    )
  },
)

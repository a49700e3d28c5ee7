import { expect } from 'vitest'
import { check } from '../../../harness/runbook/planted.ts'
import { subject } from '../../../harness/runbook/subject.ts'

const { role, spotCheck } = subject
/** As Postgres names it in a message: without schema and quotes. */
const table = spotCheck.slice(spotCheck.indexOf('.') + 1).replaceAll('"', '')

check(
  'maintain/role',
  `MAINTAIN. ${role} may not rebuild the indexes of a table: a matter of ownership before Postgres 17, of a privilege from then on`,
  {
    source: 'R8',
    why: 'Release notes of Postgres 17: MAINTAIN allows VACUUM, ANALYZE, CLUSTER, REFRESH MATERIALIZED VIEW, REINDEX and LOCK TABLE.',
  },
  async ({ restricted }) => {
    expect(await restricted.answerTo(`REINDEX TABLE ${spotCheck}`)).toBe(
      await restricted.byMajor({
        14: `must be owner of table ${table}`,
        17: `permission denied for table ${table}`,
      }),
    )
  },
)

check(
  'maintain/grant-all',
  'MAINTAIN. GRANT ALL on a table gives one privilege more from Postgres 17 on: each that is too many is found',
  {
    source: 'R8, R4',
    why: 'The list of privileges is the server’s own, so a version that brings another needs no change here.',
  },
  async ({ owner, rehearsal, privileges }) => {
    await rehearsal.migrate(`GRANT ALL ON ${spotCheck} TO ${role}`)
    const tooMany = await owner.byMajor({
      14: 'TRUNCATE, REFERENCES, TRIGGER',
      17: 'TRUNCATE, REFERENCES, TRIGGER, MAINTAIN',
    })
    expect(await privileges.findings()).toEqual([
      expect.objectContaining({
        object: spotCheck,
        fix: `REVOKE ${tooMany} ON ${spotCheck} FROM ${role}`,
      }),
    ])
  },
)

check(
  'maintain/plan',
  'MAINTAIN. And taken back by the plan',
  { source: 'R22' },
  async ({ privileges, restricted }) => {
    expect(await privileges.carryOut()).toMatchObject({ committed: true, after: [] })
    expect(await restricted.answerTo(`REINDEX TABLE ${spotCheck}`)).not.toBe('done')
  },
)

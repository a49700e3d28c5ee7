import { expect } from 'vitest'
import { met } from '../../../harness/runbook/conditions.ts'
import { check } from '../../../harness/runbook/planted.ts'
import { step } from '../../../harness/runbook/step.ts'
import { subject } from '../../../harness/runbook/subject.ts'
import { roleHasItsPolicy } from '../../../harness/verdicts/database/privileges.ts'

const { role } = subject

check(
  'c-forgotten-grant/symptom',
  'C. Symptom: permission denied for table new_table, after a migration',
  {
    source: 'R13, R4',
  },
  async ({ app, rehearsal }) => {
    await rehearsal.migrateFile('migrations/017_forgotten_grant.sql')
    expect(await rehearsal.get('/tables/new_table')).toMatchObject({
      status: 500,
      body: expect.stringContaining('permission denied for table new_table'),
    })
    expect(await app.log()).toContainEqual(expect.stringContaining('permission denied for table new_table'))
  },
)

check(
  'c-forgotten-grant/cause',
  'C. Cause: grants are on the tables of their day; with a grant the request is answered, without it is not',
  {
    source: 'R13',
  },
  async ({ rehearsal }) => {
    await rehearsal.migrate(`GRANT SELECT ON new_table TO ${role}`)
    expect(await rehearsal.get('/tables/new_table')).toMatchObject({ status: 200 })
    await rehearsal.migrate(`REVOKE SELECT ON new_table FROM ${role}`)
    expect(await rehearsal.get('/tables/new_table')).toMatchObject({ status: 500 })
  },
)

step(
  'c-forgotten-grant/fix',
  'C. Fix: re-apply the policy',
  {
    source: 'R13, R22',
    why: 'The block in the source grants no SELECT (finding F2): the statements are planned from the policy instead.',
    until: met(roleHasItsPolicy),
  },
  async ({ privileges }) => {
    await privileges.carryOut()
  },
)

check(
  'c-forgotten-grant/verification',
  'C. Verification: the role can read and write the new table, and the request is answered',
  {
    source: 'R13',
  },
  async ({ restricted, rehearsal }) => {
    const [may] = await restricted.rows(
      `SELECT has_table_privilege('new_table', 'SELECT') AS r, has_table_privilege('new_table', 'INSERT') AS a,
            has_table_privilege('new_table', 'UPDATE') AS w, has_table_privilege('new_table', 'DELETE') AS d`,
    )
    expect(may).toEqual({ a: true, r: true, w: true, d: true })
    expect(await rehearsal.get('/tables/new_table')).toMatchObject({ status: 200 })
  },
)

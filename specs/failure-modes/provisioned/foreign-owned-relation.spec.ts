import { expect } from 'vitest'
import { met } from '../../../harness/runbook/conditions.ts'
import { check } from '../../../harness/runbook/planted.ts'
import { step } from '../../../harness/runbook/step.ts'
import { subject } from '../../../harness/runbook/subject.ts'
import { roleHasItsPolicy } from '../../../harness/verdicts/database/privileges.ts'

const { role } = subject

check(
  'foreign-owned-relation/symptom',
  'Foreign-owned relation. Symptom: GRANT … ON ALL TABLES is refused as a whole, and nothing is granted',
  {
    source: 'F12',
    finding: 'F12',
    claim: 'GRANT INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public covers every table',
  },
  async ({ owner, rehearsal }) => {
    await rehearsal.migrate('CREATE TABLE later_table (id int)')
    await rehearsal.superuser('CREATE TABLE foreign_table (id int)')
    await expect(owner.tryOut(`GRANT INSERT ON ALL TABLES IN SCHEMA public TO ${role}`)).rejects.toThrow(
      'permission denied for table foreign_table',
    )
  },
)

check(
  'foreign-owned-relation/cause',
  'Foreign-owned relation. Cause: one table is another role’s; given to the owner, the statement goes through',
  {
    source: 'F12',
  },
  async ({ owner, rehearsal }) => {
    await rehearsal.superuser(`ALTER TABLE foreign_table OWNER TO ${await owner.user()}`)
    await expect(
      owner.tryOut(`GRANT INSERT ON ALL TABLES IN SCHEMA public TO ${role}`),
    ).resolves.toBeUndefined()
    await rehearsal.superuser('ALTER TABLE foreign_table OWNER TO CURRENT_USER')
    await expect(owner.tryOut(`GRANT INSERT ON ALL TABLES IN SCHEMA public TO ${role}`)).rejects.toThrow(
      'foreign_table',
    )
  },
)

check(
  'foreign-owned-relation/plan',
  'Foreign-owned relation. The plan names the table and its owner before it starts',
  {
    source: 'F12, R22',
  },
  async ({ privileges }) => {
    const { findings } = await privileges.plan()
    expect(findings).toContainEqual(expect.objectContaining({ object: 'public.foreign_table' }))
    expect(findings).toContainEqual(expect.objectContaining({ object: 'public.later_table' }))
  },
)

check(
  'foreign-owned-relation/fix-owner',
  'Foreign-owned relation. Fix: whoever owns the table hands it over; here the platform does',
  {
    source: 'F12, R27',
    finding: 'F12',
    instead: true,
    why: 'The owner of the database cannot take it. On Heroku: pg:credentials:repair-default, which is for the operator.',
  },
  async ({ owner, rehearsal }) => {
    await rehearsal.superuser(`ALTER TABLE foreign_table OWNER TO ${await owner.user()}`)
    expect(
      await owner.rows(
        "SELECT FROM pg_class WHERE relname = 'foreign_table' AND relowner = current_user::regrole",
      ),
    ).toHaveLength(1)
  },
)

step(
  'foreign-owned-relation/fix-grants',
  'Foreign-owned relation. Fix: re-apply the policy',
  {
    source: 'R22, F12',
    why: 'Now that everything is the owner’s.',
    until: met(roleHasItsPolicy),
  },
  async ({ privileges }) => {
    await privileges.carryOut()
  },
)

check(
  'foreign-owned-relation/verification',
  'Foreign-owned relation. Verification: the role can use both tables',
  {
    source: 'F12',
  },
  async ({ restricted }) => {
    const may = await restricted.rows(
      "SELECT has_table_privilege('foreign_table', 'INSERT') AS first, has_table_privilege('later_table', 'INSERT') AS second",
    )
    expect(may).toEqual([{ first: true, second: true }])
  },
)

import { expect } from 'vitest'
import { databasePlanIs } from '../../../harness/runbook/conditions.ts'
import { check } from '../../../harness/runbook/planted.ts'
import { step } from '../../../harness/runbook/step.ts'
import { subject } from '../../../harness/runbook/subject.ts'

const { role } = subject
const otherAttachment =
  subject.database === 'DATABASE'
    ? undefined
    : `pg:promote makes a database DATABASE, and this app uses ${subject.database}`

check(
  'b-essential-plan/symptom',
  "B. Symptom: You can't create a custom credential on Essential-tier databases.",
  {
    source: 'R12',
  },
  async ({ rehearsal }) => {
    await rehearsal.control('plan', { app: subject.app, plan: 'essential-0' })
    await expect(rehearsal.heroku`pg:credentials:create ${subject.database} --name ${role}`).rejects.toThrow(
      "Error: You can't create a custom credential on Essential-tier databases.",
    )
  },
)

check(
  'b-essential-plan/cause',
  'B. Cause: the plan; on Standard 0 the same command is accepted',
  {
    source: 'R12',
  },
  async ({ app, rehearsal }) => {
    expect((await app.database()).plan).toBe('Essential 0')
    await rehearsal.control('plan', { app: subject.app, plan: 'standard-0' })
    await expect(
      rehearsal.heroku`pg:credentials:create ${subject.database} --name somebody_else`,
    ).resolves.toBeDefined()
    await rehearsal.control('plan', { app: subject.app, plan: 'essential-0' })
    await expect(
      rehearsal.heroku`pg:credentials:create ${subject.database} --name somebody_more`,
    ).rejects.toThrow('Essential-tier')
  },
)

step(
  'b-essential-plan/fix',
  'B. Fix: move the database to Standard 0, by a new add-on and pg:copy',
  {
    source: 'R12, F13',
    notHere: otherAttachment,
    why: 'Heroku documents addons:upgrade from Essential as staying within Essential. The default credential alone is copied: other credentials are made after it.',
    until: databasePlanIs('Standard 0'),
    timeoutMs: 300_000,
  },
  async ({ heroku }) => {
    await heroku`addons:create heroku-postgresql:standard-0 --as STANDARD`
    await heroku`pg:wait --wait-interval 1 --no-notify`
    await heroku`maintenance:on`
    await heroku`pg:copy ${subject.database} STANDARD --confirm STANDARD`
    await heroku`pg:promote STANDARD`
    await heroku`maintenance:off`
  },
)

check(
  'b-essential-plan/verification',
  'B. Verification: heroku pg:info shows Plan: Standard 0',
  {
    source: 'R12, R1',
    notHere: otherAttachment,
  },
  async ({ app }) => {
    expect((await app.database()).plan).toBe('Standard 0')
  },
)

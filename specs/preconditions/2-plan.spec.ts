import { planFindings } from '../../harness/diagnosis/plan.ts'
import { check } from '../../harness/runbook/check.ts'

check(
  'plan',
  'The database plan allows custom credentials: Standard 0 or above',
  {
    source: 'R1',
    why: 'Essential plans cannot have a second credential at all (failure mode B).',
  },
  async ({ app, note }) => {
    const { plan, addon } = await app.database()
    note(`${addon}: Plan: ${plan}`)
    return planFindings(await app.database(), app.name)
  },
)

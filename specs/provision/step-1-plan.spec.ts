import { planFindings } from '../../harness/diagnosis/plan.ts'
import { check } from '../../harness/runbook/check.ts'

check(
  'plan',
  'Step 1. The plan is Standard 0 or above',
  {
    source: 'R15',
    why: 'On an Essential plan stop here: Step 2 is refused (failure mode B).',
  },
  async ({ app }) => planFindings(await app.database(), app.name),
)

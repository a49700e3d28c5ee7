import { check } from '../../harness/runbook/check.ts'
import { holds } from '../../harness/runbook/conditions.ts'
import { subject } from '../../harness/runbook/subject.ts'
import { planAllowsCredentials } from '../../harness/verdicts/provisioning/plan.ts'

check(
  'plan',
  'Step 1. The plan is Standard 0 or above',
  {
    source: 'R15',
    byHand: [`heroku pg:info ${subject.database} -a ${subject.app}`],
    expect: 'Plan: Standard 0, or above',
    why: 'On an Essential plan stop here: Step 2 is refused (failure mode B).',
  },
  holds(planAllowsCredentials),
)

import { check } from '../../harness/runbook/check.ts'
import { holds } from '../../harness/runbook/conditions.ts'
import { subject } from '../../harness/runbook/subject.ts'
import { planAllowsCredentials } from '../../harness/verdicts/provisioning/plan.ts'

check(
  'plan',
  'The database plan allows custom credentials: Standard 0 or above',
  {
    source: 'R1',
    why: 'Essential plans cannot have a second credential at all (failure mode B).',
    byHand: [`heroku pg:info ${subject.database} -a ${subject.app}`],
    expect: 'Plan: Standard 0, or above',
  },
  holds(planAllowsCredentials),
)

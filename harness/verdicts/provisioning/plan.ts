import type { DatabaseInfo } from '../../heroku/app.ts'
import type { FailureMode } from '../failure-mode.ts'
import { diagnosisFinding } from '../finding-codes.ts'
import { heroku } from '../remedies.ts'

/** Tiers with custom credentials (Dev Center, Heroku Postgres Credentials: "Essential-tier databases don't support …"). */
const tiersWithCredentials = ['standard', 'premium', 'private', 'shield']

/** The plan can have a second credential; failure mode B where it cannot, or where nobody knows the plan. */
export const planAllowsCredentials: FailureMode<DatabaseInfo> = {
  id: 'b-essential-plan',
  letter: 'B',
  title: () => 'The plan of the database can have a second credential',
  symptom: () => 'The plan of the database cannot have a second credential',
  tell: 'operator',
  explainedBy: [],
  observe: ({ database }) => database(),
  judge({ plan, tier, addon }, { subject }) {
    if (tiersWithCredentials.includes(tier)) return []
    return [
      diagnosisFinding({
        code: tier === 'essential' ? 'essential-plan' : 'unknown-plan',
        object: addon,
        expected: 'Standard 0 or above',
        found: plan,
        help: 'STOP. Failure mode B: the operator moves the database to Standard 0 first, by a new add-on and pg:copy, and then this is run again. `heroku addons:upgrade` moves an Essential plan only within Essential (finding F13).',
        remedy: heroku(subject, 'addons:create heroku-postgresql:standard-0'),
        failureMode: 'B',
      }),
    ]
  },
  saw: ({ addon, plan }) => `${addon}: Plan: ${plan}`,
}

import type { Finding } from '../evidence/finding.ts'
import type { DatabaseInfo } from '../heroku/app.ts'
import { diagnosisFinding } from './finding-codes.ts'

/** Tiers with custom credentials (Dev Center, Heroku Postgres Credentials: "Essential-tier databases don't support …"). */
const tiersWithCredentials = ['standard', 'premium', 'private', 'shield']

/** Returns a finding where the plan cannot have a second credential: failure mode B, or a plan nobody knows. */
export function planFindings({ plan, tier, addon }: DatabaseInfo, app: string): Finding[] {
  if (tiersWithCredentials.includes(tier)) return []
  return [
    diagnosisFinding({
      code: tier === 'essential' ? 'essential-plan' : 'unknown-plan',
      object: addon,
      expected: 'Standard 0 or above',
      found: plan,
      help: 'STOP. Failure mode B: the operator moves the database to Standard 0 first, then this is run again; where Heroku refuses the upgrade, a new add-on and pg:copy do it (finding F13).',
      fix: `heroku addons:upgrade ${addon} heroku-postgresql:standard-0 -a ${app}`,
      failureMode: 'B',
    }),
  ]
}

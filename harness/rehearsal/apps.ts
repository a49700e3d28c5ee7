import { runbook } from '../../runbook.config.ts'

/** What is simulated of an app besides its name: its add-on's name. */
export interface SimulatedApp {
  readonly name: string
  readonly environment: 'staging' | 'prod'
  readonly addon: string
}

/** The two apps of the runbook; the staging add-on's name is the one the source runbook writes out. */
export const simulatedApps: readonly SimulatedApp[] = [
  { name: runbook.apps.staging.app, environment: 'staging', addon: 'postgresql-adjacent-27271' },
  { name: runbook.apps.prod.app, environment: 'prod', addon: 'postgresql-cubic-61480' },
]

/** Who every release of a rehearsal is by, as `heroku auth:whoami` prints it. */
export const operator = { id: '5a1f0c1e-6f0e-4c55-9d4f-2f6f0b5a7c10', email: 'operator@example.test' }

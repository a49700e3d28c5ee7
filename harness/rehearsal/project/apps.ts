import type { RehearsedRunbook } from './rehearsed-runbook.ts'

/** What is simulated of an app besides its name: its add-on's name. */
export interface SimulatedApp {
  readonly name: string
  readonly environment: 'staging' | 'prod'
  readonly addon: string
}

/** The two apps of the runbook; the staging add-on's name is the one the source runbook writes out. */
export function simulatedApps({ apps }: RehearsedRunbook): readonly SimulatedApp[] {
  return [
    { name: apps.staging.app, environment: 'staging', addon: 'postgresql-adjacent-27271' },
    { name: apps.prod.app, environment: 'prod', addon: 'postgresql-cubic-61480' },
  ]
}

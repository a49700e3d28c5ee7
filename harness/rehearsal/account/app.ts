import type { Clock } from '../clock/clock.ts'
import type { Formation } from '../dynos/formation.ts'
import type { ReleasePhase } from '../dynos/release-phase.ts'
import type { Router } from '../dynos/router.ts'
import type { AppLog } from '../log-stream/app-log.ts'
import type { Release } from './release.ts'

/** All of its processes, the web process first. */
export const formationsOf = ({
  formation,
  workers,
}: Pick<App, 'formation' | 'workers'>): readonly Formation[] => [formation, ...workers]

/** An app: its config vars, its releases, what runs it and what it logs. */
export interface App {
  readonly id: string
  readonly name: string
  readonly createdAt: Date
  readonly clock: Clock
  /** The attachment of the database that its code uses: `DATABASE`. */
  readonly database: string
  readonly configVars: Map<string, string>
  readonly releases: Release[]
  readonly log: AppLog
  /** Its web process. */
  readonly formation: Formation
  /** Its other processes, which nobody asks anything. */
  readonly workers: readonly Formation[]
  readonly releasePhase: ReleasePhase
  readonly router: Router
  maintenance: boolean
}

import { randomUUID } from 'node:crypto'
import type { HerokuDatabase } from '../postgres/database/database.ts'
import type { App } from './app.ts'
import type { Credential } from './credential.ts'

/** A Heroku Postgres add-on: one database on a cluster of its own, billed to one app. */
export interface Addon {
  readonly id: string
  readonly name: string
  readonly app: App
  readonly createdAt: Date
  readonly database: HerokuDatabase
  readonly credentials: Credential[]
  state: 'provisioning' | 'provisioned'
  plan: string
  /** A planted fault: clients of the database are hung up on. */
  refusesConnections: boolean
}

/** A provisioned add-on whose only credential is its owner. */
export function createAddon(of: Pick<Addon, 'name' | 'app' | 'plan' | 'database'>): Addon {
  return {
    ...of,
    id: randomUUID(),
    createdAt: of.app.clock.now(),
    credentials: [
      { name: 'default', state: 'active', users: [{ ...of.database.owner, state: 'active' }], pollsLeft: 0 },
    ],
    state: 'provisioned',
    refusesConnections: false,
  }
}

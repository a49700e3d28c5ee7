import type { RdsDatabase } from '../rds/database.ts'
import type { App } from './app.ts'
import type { Credential } from './credential.ts'

/** A Heroku Postgres add-on: one database on a cluster of its own, billed to one app. */
export interface Addon {
  readonly id: string
  readonly name: string
  readonly app: App
  readonly createdAt: Date
  readonly database: RdsDatabase
  readonly credentials: Credential[]
  plan: string
  /** A planted fault: clients of the database are hung up on. */
  refusesConnections: boolean
}

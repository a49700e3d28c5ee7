import type { RehearsedDatabase } from '../rehearsal/postgres/testing/rehearsed-database.ts'
import type { Server } from './run/prepared.ts'

/** The server of a rehearsed database, as migrations are given it. */
export function serverOf({ database }: RehearsedDatabase): Server {
  return {
    superuserUrl: database.superuserUrl,
    owner: database.owner.user,
    createDatabase: () => database.createAnother(),
  }
}

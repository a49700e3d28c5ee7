import { inject } from 'vitest'
import type { ProfileName } from '../postgres/profiles/profile.ts'
import type { PostgresBase } from '../postgres/server/postgres-server.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    postgres: PostgresBase
    profile: ProfileName
  }
}

/** Where the tests of this run have their Postgres from: what `pnpm test --postgres` names, else `vitest.config.ts`. */
export function postgresBase(): PostgresBase {
  return inject('postgres')
}

/** Which of Heroku's two kinds of Postgres this run of the tests plays, where a test has no say of its own. */
export function postgresProfile(): ProfileName {
  return inject('profile')
}

import { inject } from 'vitest'
import type { PostgresBase } from '../postgres/server/postgres-server.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    postgres: PostgresBase
  }
}

/** Where the tests of this run have their Postgres from: what `pnpm test --postgres` names, else `vitest.config.ts`. */
export function postgresBase(): PostgresBase {
  return inject('postgres')
}

import { readFile } from 'node:fs/promises'
import { Client } from 'pg'
import { afterAll, beforeAll } from 'vitest'
import { startRehearsedDatabase } from '../rehearsal/postgres/testing/rehearsed-database.ts'

/** Databases of other apps, side by side on one server of a test file's own. */
export interface Databases {
  /** The owner's session in a new database of that name, in which the superuser has run `prepared` and the owner `sql`. */
  made(name: string, sql: string, prepared?: string): Promise<Client>
  /** What `heroku pg:credentials:create` has the platform do. */
  createRole(role: string, database: string): Promise<void>
  /** Runs SQL as the superuser, in the database of that name. */
  asSuperuser(database: string, sql: string): Promise<void>
  /** The URL of a database for its owner, around the guard. */
  urlOf(database: string): string
}

const owner = { user: 'apps_owner', password: 'owner-secret' }

/** Started before the first test of a file and stopped after the last; what it returns is filled in by then. */
export function databasesForTests(): Databases {
  const databases = {} as Databases
  let stop = (): Promise<void> => Promise.resolve()
  beforeAll(async () => {
    const rehearsed = await startRehearsedDatabase({ owner })
    const clients: Client[] = []
    const connect = async (url: string, database: string): Promise<Client> => {
      const client = new Client({ connectionString: at(url, database), ssl: false })
      clients.push(client)
      await client.connect()
      return client
    }
    const { database: first } = rehearsed
    const asSuperuser = async (database: string, sql: string): Promise<void> => {
      const client = await connect(first.superuserUrl, database)
      await client.query(sql)
      await client.end()
    }
    const ownerUrl = first.directUrl(owner.user, owner.password)
    Object.assign(databases, {
      asSuperuser,
      urlOf: (database) => at(ownerUrl, database),
      async made(name, sql, prepared = '') {
        await asSuperuser('postgres', `CREATE DATABASE "${name}" OWNER ${owner.user} TEMPLATE template0`)
        await asSuperuser(
          name,
          `REVOKE ALL ON DATABASE "${name}" FROM PUBLIC; REVOKE ALL ON SCHEMA public FROM PUBLIC; ${prepared}`,
        )
        const loading = await connect(ownerUrl, name)
        await loading.query(sql)
        // What a session has counted is told to others when it ends.
        await loading.end()
        return connect(ownerUrl, name)
      },
      async createRole(role, database) {
        await asSuperuser(
          database,
          `CREATE ROLE ${role} LOGIN; GRANT CONNECT ON DATABASE "${database}" TO ${role}; GRANT ${role} TO ${owner.user} WITH ADMIN OPTION`,
        )
      },
    } satisfies Databases)
    stop = async () => {
      await Promise.allSettled(clients.map((client) => client.end()))
      await rehearsed.stop()
    }
  })
  afterAll(() => stop())
  return databases
}

function at(url: string, database: string): string {
  const other = new URL(url)
  other.pathname = `/${encodeURIComponent(database)}`
  return other.href
}

const schemas = new URL('../../fixtures/schemas-of-others/', import.meta.url)

/** The schema of an app in one of the styles of `fixtures/schemas-of-others`. */
export function schemaOf(style: string): Promise<string> {
  return readFile(new URL(`${style}.sql`, schemas), 'utf8')
}

/** Where the configuration is kept that was written for it. */
export function configurationOf(style: string): URL {
  return new URL(`${style}.runbook.config.ts`, schemas)
}

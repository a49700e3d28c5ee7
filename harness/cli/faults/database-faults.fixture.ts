import pg from 'pg'
import { takeLock } from '../../world/take-lock.ts'
import type { RehearsedApp } from '../testing/rehearsed-app.ts'

/** Something that is amiss with the database; `plant` returns what takes it back. */
interface DatabaseFault {
  readonly name: string
  readonly plant: (app: RehearsedApp) => Promise<() => Promise<void>>
}

/** Whatever GRANT and REVOKE do from now on, they do this first. */
const atEachGrant =
  (plpgsql: string): DatabaseFault['plant'] =>
  async ({ hand: { rehearsal } }) => {
    await rehearsal.superuser(
      `CREATE FUNCTION pg_catalog.fault() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN ${plpgsql} END $$;
       CREATE EVENT TRIGGER fault ON ddl_command_end WHEN TAG IN ('GRANT', 'REVOKE') EXECUTE FUNCTION pg_catalog.fault()`,
    )
    return async () => {
      await rehearsal.superuser('DROP EVENT TRIGGER fault; DROP FUNCTION pg_catalog.fault()')
    }
  }

/** A session of the platform's own that stays. */
async function beside({ superuserUrl }: RehearsedApp, sql: string): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: superuserUrl })
  client.on('error', () => {})
  await client.connect()
  await client.query(sql)
  return () => client.end()
}

export const databaseFaults: readonly DatabaseFault[] = [
  {
    name: 'the connection is dropped in the transaction',
    plant: atEachGrant('PERFORM pg_terminate_backend(pg_backend_pid());'),
  },
  {
    name: 'somebody holds a lock that GRANT waits for',
    plant: (app) => beside(app, 'BEGIN; GRANT SELECT ON orders TO pg_monitor'),
  },
  {
    name: 'the database is read-only',
    plant: atEachGrant(
      "RAISE EXCEPTION 'cannot execute GRANT in a read-only transaction' USING ERRCODE = '25006';",
    ),
  },
  {
    name: 'it takes no more connections',
    async plant({ owner, hand: { rehearsal } }) {
      await rehearsal.superuser(`ALTER ROLE ${owner} CONNECTION LIMIT 0`)
      return async () => {
        await rehearsal.superuser(`ALTER ROLE ${owner} CONNECTION LIMIT -1`)
      }
    },
  },
  {
    name: 'it is down',
    async plant({ name: app, hand: { rehearsal } }) {
      await rehearsal.control('database', { app, refuseConnections: true })
      return () => rehearsal.control('database', { app, refuseConnections: false })
    },
  },
  {
    name: 'its server is frozen',
    async plant({ hand: { rehearsal } }) {
      const { rows } = await rehearsal.superuser(
        `SELECT pid FROM pg_stat_activity
         UNION SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int`,
      )
      const signal = (name: NodeJS.Signals) => {
        for (const { pid } of rows) trySignal(Number(pid), name)
      }
      signal('SIGSTOP')
      return async () => signal('SIGCONT')
    },
  },
  {
    name: 'a second operator is at it',
    async plant({ env, hand: { subject } }) {
      const lock = await takeLock({ subject, env, command: 'provision', mode: 'alone' })
      return async () => {
        await lock.release()
      }
    },
  },
]

function trySignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // A session has ended meanwhile.
  }
}

import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import type { PostgresServer } from '../harness/rehearsal/postgres/server/postgres-server.ts'

/**
 * Returns the most memory, in MB, that a process of its own held which did one audit of a database and nothing else: Node,
 * tsx, the driver and the answer together (getrusage, ru_maxrss).
 */
export async function memoryPeak(
  { host, port, superuser }: PostgresServer,
  database: string,
): Promise<number> {
  const run = fileURLToPath(new URL('../harness/typescript/run.mjs', import.meta.url))
  const script = fileURLToPath(new URL('privileges-one-audit.ts', import.meta.url))
  const { stdout } = await execa(process.execPath, [run, script], {
    env: {
      PGHOST: host,
      PGPORT: String(port),
      PGUSER: superuser.user,
      PGDATABASE: database,
      PGPASSWORD: superuser.password,
    },
  })
  return Number(stdout) / 1024
}

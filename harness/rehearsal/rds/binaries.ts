import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, rename, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { serverAccount } from './account.ts'

/** The executables of one Postgres, proved to run under the server's account. */
export interface Binaries {
  readonly initdb: string
  readonly postgres: string
  /** '17.10' */
  readonly version: string
  readonly major: number
}

/**
 * The executables in `<prefix>/bin`. Where they cannot run in place (the project lies under a home folder the server's
 * account may not enter, or on a read-only disk) a copy in the run folder is used. `prepare` makes a prefix runnable.
 * Throws with what the system said where the copy does not run either.
 */
export async function usableBinaries(
  prefix: string,
  runFolder: string,
  prepare: (prefix: string) => Promise<void> = async () => {},
): Promise<Binaries> {
  try {
    await prepare(prefix)
    return await inspect(prefix)
  } catch (inPlace) {
    try {
      const copy = await copyOf(prefix, runFolder)
      await prepare(copy)
      return await inspect(copy)
    } catch (copied) {
      throw new Error(
        `The Postgres binaries in ${prefix} do not run: ${reason(inPlace)}. A copy in the run folder does ` +
          `not either: ${reason(copied)}. Use --postgres system or container.`,
        { cause: copied },
      )
    }
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message.trim() : String(error)
}

async function inspect(prefix: string): Promise<Binaries> {
  const postgres = join(prefix, 'bin', 'postgres')
  const { stdout } = await promisify(execFile)(postgres, ['--version'], { ...serverAccount(), cwd: '/' })
  const [version, major] = /(\d+)\.\d+/.exec(stdout) ?? []
  if (!version || !major) throw new Error(`${postgres} --version says ${stdout.trim()}`)
  return { initdb: join(prefix, 'bin', 'initdb'), postgres, version, major: Number(major) }
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

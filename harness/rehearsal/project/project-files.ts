import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { builtTogether } from '../../typescript/built.mjs'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** The stand-in app's folder. */
export const standInFolder = join(root, 'fixtures/stand-in')
/** What its release phase runs. */
export const releaseProgram = join(standInFolder, 'release.mjs')

/** The program a dyno of the stand-in runs: built where that can be kept, since every release starts it anew. */
export async function standInProgram(): Promise<string> {
  const program = join(standInFolder, 'main.mjs')
  return (await builtTogether([program]))?.get(program) ?? program
}

/** The schema the runbook finds, in the order of its files' numbers. */
export function schemaSql(): string {
  const folder = join(root, 'fixtures/schema')
  const files = readdirSync(folder)
    .filter((file) => /^\d+.*\.sql$/.test(file))
    .toSorted()
  return files.map((file) => readFileSync(join(folder, file), 'utf8')).join('\n')
}

/** The grants a carried-out runbook leaves, written out by hand, for the role of runbook.config.ts. */
export function provisionedGrantsSql(role: string): string {
  return readFileSync(join(root, 'fixtures/provisioned-grants.sql'), 'utf8').replaceAll('ledger_app', role)
}

/** The executable of the pinned Heroku CLI. */
export function herokuExecutable(): string {
  const manifest = createRequire(import.meta.url).resolve('heroku/package.json')
  return join(dirname(manifest), 'bin/run.js')
}

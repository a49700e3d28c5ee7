import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

// The hook in a process of its own, as the CLI has it. Sentry's own functions take arguments.

const hook = new URL('without-crash-reporter.mjs', import.meta.url).href
const heroku = createRequire(createRequire(import.meta.url).resolve('heroku'))
const reporter = join(
  dirname(heroku.resolve('@heroku-cli/command')),
  'credential-manager-core/lib/cli-command-telemetry.js',
)

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crash-reporter-'))
})

afterAll(() => rm(folder, { recursive: true }))

/** Imports a module in a new process, and returns what the expression prints there. */
async function imported(module: string, expression: string, ...options: string[]): Promise<string> {
  const code = `const it = await import(${JSON.stringify(pathToFileURL(module).href)}); console.log(${expression})`
  const run = await execa(process.execPath, [...options, '--input-type', 'module', '--eval', code])
  return run.stdout
}

describe('the crash reporter of the Heroku CLI', () => {
  it('is loaded by the CLI itself', async () => {
    expect(await imported(reporter, 'it.credentialSentrySdk.captureException.length')).toBe('2')
  })

  it('is an empty one in a run: all that the CLI takes of it is there, and does nothing', async () => {
    const used = new Set((await readFile(reporter, 'utf8')).match(/(?<=\bSentry\.)\w+/g))
    const found = await imported(
      reporter,
      'JSON.stringify(Object.entries(it.credentialSentrySdk).map(([name, taken]) => [name, taken.length, taken()]))',
      '--import',
      hook,
    )
    expect(JSON.parse(found)).toEqual([...used].map((name) => [name, 0, null]))
  })

  it('is left alone where it is imported in a way the hook does not know', async () => {
    const named = join(folder, 'named.mjs')
    await writeFile(named, "import { init } from '@sentry/node'\nexport { init }")
    await expect(imported(named, 'it.init', '--import', hook)).rejects.toThrow(
      "Cannot find package '@sentry/node'",
    )
  })
})

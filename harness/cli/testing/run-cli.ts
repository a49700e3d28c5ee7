import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { makeOwnFolder } from '../../planting/own-folder.ts'
import type { Report } from '../../report/report.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const main = fileURLToPath(new URL('../main.ts', import.meta.url))

export interface CliRun {
  readonly exitCode: number | undefined
  readonly output: string
  readonly report: Report | undefined
}

/** Runs a command of the project as `pnpm …` does, in a process of its own, with exactly this environment. */
export async function runCli(env: NodeJS.ProcessEnv, ...args: readonly string[]): Promise<CliRun> {
  const folder = makeOwnFolder()
  const file = join(folder, 'report.json')
  try {
    const { exitCode, all } = await execa(
      process.execPath,
      ['--import', './harness/typescript/register.mjs', main, ...args, '--json', file],
      {
        cwd: root,
        env: { ...env, NODE_ENV: '', VITEST: '' },
        extendEnv: false,
        all: true,
        reject: false,
        stdin: 'ignore',
      },
    )
    const text = await readFile(file, 'utf8').catch(() => undefined)
    return { exitCode, output: all, report: text === undefined ? undefined : (JSON.parse(text) as Report) }
  } finally {
    await rm(folder, { recursive: true })
  }
}

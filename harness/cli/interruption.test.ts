import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { describe, expect, it } from 'vitest'
import { waitUntil } from '../runbook/wait-until.ts'
import { descendants, type Process, processes } from './testing/processes.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** `pnpm rehearse`, as far as the platform being up and the first items being through. */
async function startRehearse() {
  const child = execa(process.execPath, ['--import', 'tsx', 'harness/cli/main.ts', 'rehearse'], {
    cwd: root,
    env: { NODE_ENV: '', VITEST: '' },
    reject: false,
    all: true,
    stdin: 'ignore',
  })
  let output = ''
  child.all.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  const started = await waitUntil(
    async () => ({ holds: output.includes('You are logged in'), saw: output }),
    { timeoutMs: 60_000, everyMs: 50 },
  )
  const left = descendants(child.pid ?? 0)
  const runFolder = /-D (\S*\/runbook-[^/\s]+)/.exec(
    left.map(({ commandLine }) => commandLine).join('\n'),
  )?.[1]
  return { child, started, left, runFolder }
}

const alive = (left: readonly Process[]): string[] =>
  processes()
    .filter(({ pid, commandLine }) => left.some((was) => was.pid === pid && was.commandLine === commandLine))
    .map(({ commandLine }) => commandLine)

describe.each([
  ['SIGINT', 130],
  ['SIGTERM', 130],
  ['SIGKILL', undefined],
] as const)('pnpm rehearse, ended by %s', (signal, exitCode) => {
  it('leaves no process and no folder behind', async () => {
    const { child, started, left, runFolder } = await startRehearse()
    expect(started.holds, started.saw).toBe(true)
    expect(left.length, 'a platform, its servers and its dynos').toBeGreaterThan(5)
    expect(existsSync(runFolder ?? 'no run folder')).toBe(true)

    child.kill(signal)
    expect((await child).exitCode).toBe(exitCode)

    const gone = await waitUntil(
      async () => {
        const still = alive(left)
        const folder = existsSync(runFolder ?? '')
        return { holds: still.length === 0 && !folder, saw: `${still.join('\n')} ${folder ? runFolder : ''}` }
      },
      { timeoutMs: 30_000, everyMs: 100 },
    )
    expect(gone.saw.trim()).toBe('')
  })
})

import { existsSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { afterAll, describe, expect, it } from 'vitest'
import { waitUntil } from '../../evidence/wait-until.ts'
import { makeOwnFolder } from '../../planting/own-folder.ts'
import { containersOf } from '../../rehearsal/testing/containers.ts'
import { postgresBase } from '../../rehearsal/testing/postgres-base.ts'
import { descendants, type Process, processes } from '../testing/processes.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const reports = makeOwnFolder()

afterAll(() => rmSync(reports, { recursive: true }))

/** `pnpm rehearse`, as far as the platform being up and the first items being through. */
async function startRehearse() {
  const command = ['harness/cli/main.ts', 'rehearse', '--postgres', postgresBase()]
  const child = execa(process.execPath, ['./harness/typescript/run.mjs', ...command], {
    cwd: root,
    // Its report is none of the user's.
    env: { NODE_ENV: '', VITEST: '', RUNBOOK_REPORTS: reports },
    reject: false,
    all: true,
    stdin: 'ignore',
    // However busy the machine is, it is given the time it takes.
    forceKillAfterDelay: false,
  })
  let output = ''
  child.all.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  const started = await waitUntil(
    async () => ({ holds: output.includes('You are logged in'), saw: output }),
    { timeoutMs: 120_000, everyMs: 50 },
  )
  const left = descendants(child.pid ?? 0)
  // The reaper of the run has it on its command line.
  const commandLines = left.map(({ commandLine }) => commandLine).join('\n')
  const runFolder = /reaper\.sh (\S+)/.exec(commandLines)?.[1] ?? 'no run folder'
  return { child, started, left, runFolder }
}

const alive = (left: readonly Process[]): string[] =>
  processes()
    .filter(({ pid, commandLine }) => left.some((was) => was.pid === pid && was.commandLine === commandLine))
    .map(({ commandLine }) => commandLine)

const ownFolders = (pid: number | undefined): string[] =>
  readdirSync(tmpdir()).filter((name) => name.startsWith(`role-runbook-${pid}-`))

describe.each([
  ['SIGINT', 130, 0],
  ['SIGTERM', 130, 0],
  ['SIGKILL', undefined, 2],
] as const)('pnpm rehearse, ended by %s', (signal, exitCode, untilTheNextRun) => {
  it('leaves no process, no container and no folder behind', async () => {
    const { child, started, left, runFolder } = await startRehearse()
    expect(started.holds, started.saw).toBe(true)
    const containers = await containersOf(runFolder)
    expect(left.length + containers.length, 'a platform, its servers and its dynos').toBeGreaterThan(5)
    expect(existsSync(runFolder)).toBe(true)
    // The ready file is in one, and what Vitest writes for its workers in another.
    expect(ownFolders(child.pid)).toHaveLength(2)

    child.kill(signal)
    expect((await child).exitCode).toBe(exitCode)

    const gone = await waitUntil(
      async () => {
        const still = [
          ...alive(left),
          ...(await containersOf(runFolder)),
          ...(existsSync(runFolder) ? [runFolder] : []),
        ]
        return { holds: still.length === 0, saw: still.join('\n') }
      },
      { timeoutMs: 60_000, everyMs: 100 },
    )
    expect(gone.saw).toBe('')
    // Another test may be the next run already.
    expect(ownFolders(child.pid).length).toBeLessThanOrEqual(untilTheNextRun)
    rmSync(makeOwnFolder(), { recursive: true })
    expect(ownFolders(child.pid)).toEqual([])
  })
})

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { pidNamespace, processStart } from './process-start.ts'
import { processRecord } from './reaper.ts'
import { createRunFolder } from './run-folder.ts'
import { sweepRunFolders } from './sweep.ts'

const started: ChildProcess[] = []

afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
})

function sleeper(): ChildProcess & { pid: number } {
  const child = spawn('sleep', ['600'])
  started.push(child)
  if (child.pid === undefined) throw new Error('sleep did not start.')
  return Object.assign(child, { pid: child.pid })
}

const within = { timeout: 8000, interval: 20 }

describe('a run that is killed', () => {
  it.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)(
    'by %s leaves no process and no folder',
    async (signal) => {
      const script = fileURLToPath(new URL('./run-folder.fixture.ts', import.meta.url))
      const run = spawn(process.execPath, ['./harness/typescript/run.mjs', script])
      started.push(run)
      const [line] = await once(run.stdout, 'data')
      const { path, dyno, child, straggler } = JSON.parse(String(line))
      const pids = [dyno, child, straggler, ...registered(path)]
      expect(pids.map((pid) => processStart(pid) !== undefined)).toEqual(Array(5).fill(true))
      run.kill(signal)
      await expect.poll(() => pids.filter((pid) => processStart(pid)), within).toEqual([])
      await expect.poll(() => existsSync(path), within).toBe(false)
    },
  )
})

describe('a run that ends', () => {
  it('ends what it registered, and only then removes its folder', async () => {
    const run = await createRunFolder()
    const child = sleeper()
    run.registerProcess(child.pid)
    await run.remove()
    expect(processStart(child.pid)).toBe(undefined)
    expect(existsSync(run.path)).toBe(false)
  })

  it('ends what ignores being asked to', async () => {
    const run = await createRunFolder()
    const child = spawn('/bin/sh', ['-c', 'trap "" TERM; echo; while :; do sleep 600; done'], {
      detached: true,
    })
    started.push(child)
    await once(child.stdout, 'data')
    run.registerProcess(child.pid ?? 0)
    await run.remove()
    expect(processStart(child.pid ?? 0)).toBe(undefined)
  })

  it('leaves a process alone that has the pid of one it registered', async () => {
    const run = await createRunFolder()
    const child = sleeper()
    writeFileSync(join(run.path, `${child.pid}.pid`), `${child.pid}\nTERM\n1\n`)
    await run.remove()
    expect(processStart(child.pid)).toBeDefined()
  })
})

describe('the sweep', () => {
  it('ends and removes what a dead run left behind', async () => {
    const { parent, folder, child } = leftBehind(`${process.pid}\nTERM\n1\n${pidNamespace()}\n`)
    sweepRunFolders([parent], 'runbook-')
    await expect.poll(() => processStart(child.pid), within).toBe(undefined)
    await expect.poll(() => existsSync(folder), within).toBe(false)
    rmSync(parent, { recursive: true })
  })

  it.each([
    ['of a run that lives', () => `${processRecord(process.pid, 'TERM')}${pidNamespace()}\n`],
    ['of another pid namespace', () => `${process.pid}\nTERM\n1\npid:[1]\n`],
    ['without an owner yet', () => ''],
  ])('leaves a folder alone %s', async (_whose, owner) => {
    const { parent, folder, child } = leftBehind(owner())
    // A folder it does remove stands for the time it takes.
    mkdirSync(join(parent, 'runbook-other'))
    writeFileSync(join(parent, 'runbook-other', 'owner'), `${process.pid}\nTERM\n1\n${pidNamespace()}\n`)
    sweepRunFolders([parent], 'runbook-')
    await expect.poll(() => readdirSync(parent), within).toEqual(['runbook-left'])
    expect(existsSync(folder)).toBe(true)
    expect(processStart(child.pid)).toBeDefined()
    rmSync(parent, { recursive: true })
  })
})

/** A folder as a run leaves it that was killed together with its reaper. */
function leftBehind(owner: string): {
  parent: string
  folder: string
  child: ChildProcess & { pid: number }
} {
  const parent = mkdtempSync(join(tmpdir(), 'sweep test '))
  const folder = join(parent, 'runbook-left')
  const child = sleeper()
  mkdirSync(folder)
  writeFileSync(join(folder, 'owner'), owner)
  writeFileSync(join(folder, `${child.pid}.pid`), processRecord(child.pid, 'TERM'))
  return { parent, folder, child }
}

/** The pids of the run that no test knows otherwise: the server's. */
function registered(path: string): number[] {
  return readdirSync(path)
    .filter((name) => name.endsWith('.pid'))
    .map((name) => Number(readFileSync(join(path, name), 'utf8').split('\n')[0]))
}

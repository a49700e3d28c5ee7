import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { waitUntil } from '../../../evidence/wait-until.ts'
import { readRecording } from '../../../recording/read-recording.ts'
import { startTestPlatform, type TestPlatform } from '../../../rehearsal/testing/test-platform.ts'
import { type CliRun, runCli, type StartedCli, startCli } from '../../testing/run-cli.ts'

const app = 'shop-api-staging'
const command = ['soak-record', '--env', 'staging']

let platform: TestPlatform
let folder: string
let env: NodeJS.ProcessEnv
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'recordings-'))
  platform = await startTestPlatform('--environment', 'staging')
  env = { PATH: process.env['PATH'], ...platform.ready.env, RUNBOOK_RECORDINGS: folder }
})
afterAll(async () => {
  await platform.stop()
  rmSync(folder, { recursive: true })
})

const say = (line: string): Promise<Response> => platform.request('POST', '/rehearsal/logs', { app, line })

/** Waits until a denial of that table is recorded. */
async function deniedFor(table: string): Promise<void> {
  const { holds, saw } = await waitUntil(
    async () => {
      const { denials } = await readRecording(folder, app, new Date(0), new Date(8e15))
      const objects = denials.map(({ object }) => object)
      return { holds: objects.includes(table), saw: objects.join(', ') }
    },
    { timeoutMs: 120_000, everyMs: 250 },
  )
  expect(holds, `denied for ${table}: ${saw}`).toBe(true)
}

describe('pnpm soak:record', () => {
  let killed: StartedCli
  let second: CliRun
  let stopped: CliRun
  beforeAll(async () => {
    await say('ERROR:  permission denied for table one')
    killed = startCli(env, ...command)
    await deniedFor('one')
    second = await runCli(env, ...command)
    killed.kill()
    await killed.ended
    await say('ERROR:  permission denied for table two')
    const third = startCli(env, ...command)
    await deniedFor('two')
    third.interrupt()
    stopped = await third.ended
  }, 240_000)

  it('refuses a second recorder of an app, by name', () => {
    expect(second.exitCode).toBe(3)
    expect(second.output).toMatch(
      /^shop-api-staging is being recorded already, by .+@.+ since .+ \(process \d+ on .+\): two recorders/m,
    )
  })

  it('goes on where one was killed, and ends well by Ctrl+C with what it covered', () => {
    expect(stopped.exitCode, stopped.output).toBe(0)
    expect(stopped.output).toMatch(/^recording the log of shop-api-staging into .+; Ctrl\+C ends it$/m)
    expect(stopped.output).toMatch(
      /^recorded \d+ lines of shop-api-staging, from .+Z to .+Z, without a gap$/m,
    )
    expect(stopped.report).toMatchObject({ env: 'staging', app, gaps: [] })
  })

  it('has no hole and nothing twice', async () => {
    const { intervals, denials } = await readRecording(folder, app, new Date(0), new Date(8e15))
    expect(intervals).toHaveLength(1)
    expect(denials.map(({ object }) => object)).toEqual(['one', 'two'])
  })

  it.each([
    ['no environment', ['soak-record'], /^soak:record needs --env with an environment of the configuration/],
    ['one that is none', ['soak-record', '--env', 'stage'], /^--env 'stage'/],
    ['a time that is none', [...command, '--for', 'ever'], /^--for 'ever' is no time/],
    [
      'a file that is not there',
      [...command, '--from', '/nowhere.log'],
      /^--from '\/nowhere.log' cannot be read/,
    ],
  ])('is a bad command line with %s', async (_case, args, said) => {
    const { exitCode, output } = await runCli(env, ...args)
    expect(output).toMatch(said)
    expect(exitCode).toBe(2)
  })
})

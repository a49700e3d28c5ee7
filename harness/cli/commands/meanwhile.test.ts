import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { waitUntil } from '../../evidence/wait-until.ts'
import { RehearsedApp } from '../testing/rehearsed-app.ts'
import type { CliRun } from '../testing/run-cli.ts'

// What somebody else does while a command runs: its verdict is what the end state is, whatever it read before.

const flag = 'FLAG_RAPTOR_APP_ROLE_SEPARATION'
let staging: RehearsedApp

beforeAll(async () => {
  staging = await RehearsedApp.start({ provisioned: true })
})

afterAll(() => staging.stop())

/** Does something as soon as the command has asked these of Heroku, behind its back. */
async function onceAsked(requests: RegExp, from: number, act: () => Promise<unknown>): Promise<void> {
  const { holds, saw } = await waitUntil(
    async () => {
      const asked = (await staging.requests()).slice(from).join('\n')
      return { holds: requests.test(asked), saw: asked }
    },
    { timeoutMs: 150_000, everyMs: 50 },
  )
  if (!holds) throw new Error(`nobody asked ${requests}: ${saw}`)
  await act()
}

const failures = ({ report }: CliRun): string[] =>
  (report?.items ?? []).filter(({ outcome }) => outcome === 'failed').map(({ id }) => id)

describe('what somebody else sets the flag to while a command runs', () => {
  it.each([
    // The step reads it back while the dynos start, and sees it there or not: then the last check does.
    ['rollback', /PATCH .*\/config-vars[^]*GET .*\/releases/, '1', /^recovery\/rollback(-connections)?$/],
    ['provision', /DELETE .*\/dynos/, '0', /^provision\/connections$/],
  ])('is what %s says of it in the end', async (command, requests, value, failed) => {
    const from = (await staging.requests()).length
    const run = staging.run([command], { RUNBOOK_ALLOW_PROVISION: staging.name })
    await onceAsked(requests, from, () => staging.api.setConfigVars({ [flag]: value }))
    const ended = await run
    expect(failures(ended).at(-1), ended.output).toMatch(failed)
    expect(ended.exitCode).toBe(1)
    await staging.api.setConfigVars({ [flag]: '1' })
  })
})

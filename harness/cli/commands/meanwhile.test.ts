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

/** Does something as soon as the command has asked this of Heroku, behind its back. */
async function onceAsked(request: RegExp, from: number, act: () => Promise<unknown>): Promise<void> {
  const { holds, saw } = await waitUntil(
    async () => {
      const asked = (await staging.requests()).slice(from)
      return { holds: asked.some((one) => request.test(one)), saw: asked.join('\n') }
    },
    { timeoutMs: 150_000, everyMs: 50 },
  )
  if (!holds) throw new Error(`nobody asked ${request}: ${saw}`)
  await act()
}

const failures = ({ report }: CliRun): string[] =>
  (report?.items ?? []).filter(({ outcome }) => outcome === 'failed').map(({ id }) => id)

describe('what somebody else sets the flag to while a command runs', () => {
  it.each([
    ['rollback', '1', ['recovery/rollback-answers', 'recovery/rollback-connections']],
    ['provision', '0', ['provision/connections']],
  ])('is what %s says of it in the end', async (command, value, failed) => {
    const from = (await staging.requests()).length
    const run = staging.run([command], { RUNBOOK_ALLOW_PROVISION: staging.name })
    await onceAsked(/^PATCH .*\/config-vars$/, from, () => staging.api.setConfigVars({ [flag]: value }))
    const ended = await run
    expect(failures(ended), ended.output).toEqual(failed)
    expect(ended.exitCode).toBe(1)
    await staging.api.setConfigVars({ [flag]: '1' })
  })
})

import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { waitUntil } from '../../../evidence/wait-until.ts'
import { readManifest } from '../../../runner/manifest.ts'
import { takeLock } from '../../../world/take-lock.ts'
import { RehearsedApp } from '../../testing/rehearsed-app.ts'
import type { CliRun, StartedCli } from '../../testing/run-cli.ts'

// What others do while a command runs: its verdict is what the end state is, whatever it read before, and of two runs that
// change one app at a time the second is refused by name, but for a rollback.

const flag = 'FLAG_LEDGER_APP_ROLE_SEPARATION'
/** The second half of the lock's key: the first four bytes of the SHA-256 of `shop-api-staging`. */
const keyOfStaging = -488066729
let staging: RehearsedApp

beforeAll(async () => {
  staging = await RehearsedApp.start({ provisioned: true })
})

afterAll(() => staging.stop())

beforeEach(async () => {
  if ((await staging.api.configVars())[flag] !== '1') await staging.api.setConfigVars({ [flag]: '1' })
})

const beginProvision = (...options: string[]): StartedCli =>
  staging.begin(['provision', ...options], { RUNBOOK_ALLOW_PROVISION: staging.name })

async function until(what: () => Promise<boolean>): Promise<void> {
  const { holds } = await waitUntil(async () => ({ holds: await what(), saw: '' }), {
    timeoutMs: 150_000,
    everyMs: 50,
  })
  if (!holds) throw new Error(`it did not come to be so: ${what.toString()}`)
}

/** Who holds the lock of the app, by application name. */
async function holders(): Promise<string[]> {
  const { rows } = await staging.hand.rehearsal.superuser(
    "SELECT application_name AS name FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE locktype = 'advisory' AND objsubid = 2",
  )
  return rows.map(({ name }) => name)
}

const failures = ({ report }: CliRun): string[] =>
  (report?.items ?? []).filter(({ outcome }) => outcome === 'failed').map(({ id }) => id)

it('a rollback whose flag somebody sets on again does not say that the app is on the owner', async () => {
  const run = staging.begin(['rollback'])
  await run.printed(/✓ Rollback\. The app answers, on the owner/)
  await staging.api.setConfigVars({ [flag]: '1' })
  const ended = await run.ended
  expect(failures(ended), ended.output).toEqual(['recovery/rollback-connections'])
  expect(ended.exitCode).toBe(1)
})

it('refuses a second run by the name of the first, whose lock ends with it; a dry run asks nobody', async () => {
  const first = beginProvision()
  await until(async () => (await holders()).length > 0)
  const allowed = { RUNBOOK_ALLOW_PROVISION: staging.name }
  const [second, dryRun] = await Promise.all([
    staging.run(['reapply'], allowed),
    staging.run(['reapply', '--dry-run'], allowed),
  ])
  expect(second).toMatchObject({ exitCode: 3, report: { outcome: 'refused', items: [] } })
  expect(second.output).toMatch(
    /is being changed by another run: provision by \S+@\S+, since \d{4}-\S+Z \(session \d+ of Postgres\)/,
  )
  expect(dryRun.exitCode, dryRun.output).toBe(0)
  first.kill()
  await first.ended
  const at = performance.now()
  await until(async () => (await holders()).length === 0)
  // Where the server had to notice by itself that the machine is gone, it would be half a minute.
  expect(performance.now() - at).toBeLessThan(5_000)
})

/** Whose sessions the app holds, by role, once it was asked something. */
async function appSessions(): Promise<string[]> {
  await staging.hand.rehearsal.get('/healthz')
  const { rows } = await staging.hand.rehearsal.superuser(
    "SELECT DISTINCT usename AS role FROM pg_stat_activity WHERE application_name = 'ledger'",
  )
  return rows.map(({ role }) => role)
}

const items = Object.entries(readManifest()).flatMap(([file, ids]) =>
  /^specs\/(preconditions|provision)\//.test(file) ? ids : [],
)
const switchOn = items.indexOf('switch-on')

/** After how many items of provisioning a rollback begins, and how many milliseconds later. */
const instants =
  process.env['RUNBOOK_RACE'] === undefined
    ? [[switchOn, 0] as const]
    : [
        ...items.map((_, ended) => [ended, 0] as const),
        // While the command that switches the app is under way, and where its request is.
        ...[500, 1_000, 1_500, 2_000, 3_000].map((ms) => [switchOn, ms] as const),
      ]

it.each(instants)(
  'after %i items of provisioning and %i ms, a rollback has its way, and both say what is so in the end',
  async (ended, ms) => {
    await staging.hand.rehearsal.superuser('REVOKE ALL ON ALL TABLES IN SCHEMA public FROM ledger_app')
    await staging.api.setConfigVars({ [flag]: '0', LEDGER_APP_DATABASE_URL: null })
    const provisioning = beginProvision()
    await provisioning.printed(new RegExp(`(?:^ {2}✓ [^]*?){${ended}}`, 'm'))
    await pause(ms)
    const rollback = await staging.run(['rollback'])
    const provision = await provisioning.ended
    const both = `${rollback.output}\n${provision.output}`
    const isOn = (await staging.api.configVars())[flag] === '1'
    const onRole = (await appSessions()).includes('ledger_app')
    expect(onRole, both).toBe(isOn)
    // Where it had ended before the app was taken back, what it said was so. Heroku tells the second.
    const [takenBack] = await staging.api.newestFirst()
    const inTurn =
      Date.parse(provision.report?.finishedAt ?? '') < Date.parse(takenBack?.created_at ?? '') + 1_000
    const wasRight = provision.exitCode !== 0 || isOn || inTurn
    expect([rollback.exitCode === 0 && isOn, wasRight], both).toEqual([false, true])
    expect(await holders()).toEqual([])
    const wasTakenOver = /taken over from provision by \S+@\S+, since/.test(rollback.output)
    expect(
      /rollback by \S+@\S+, since \S+Z \(session \d+ of Postgres\) has taken/.test(provision.output),
      both,
    ).toBe(wasTakenOver)
    // At the very beginning the other may have no lock yet, and is refused; at the very end it may have none any more.
    expect(wasTakenOver || ended === 0 || inTurn || rollback.exitCode !== 0, both).toBe(true)
  },
)

it('takes the lock from no session that is not of this project', async () => {
  const stranger = new pg.Client({ connectionString: staging.superuserUrl, application_name: 'somebody' })
  await stranger.connect()
  await stranger.query("SELECT pg_advisory_lock(x'726f6c65'::int, $1)", [keyOfStaging])
  const { subject } = staging.hand
  const lock = await takeLock({ subject, env: staging.env, command: 'rollback', mode: 'take over' })
  const still = await stranger.query('SELECT 1')
  await stranger.end()
  expect(still.rowCount).toBe(1)
  expect(lock.hold).toEqual({ missing: expect.stringContaining("held by 'somebody', since") })
})

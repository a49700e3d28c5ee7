import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { SoakReport } from '../../../soak/report.ts'
import { RehearsedApp } from '../../testing/rehearsed-app.ts'
import { runCli } from '../../testing/run-cli.ts'

// What a soak is made of, on a platform whose clock is moved.

/** The app that soaks, on a platform of its own. */
export let staging: RehearsedApp
/** Where its log is recorded. */
export let recordings: string
/** A configuration that is satisfied only where a denial that was asked for came back. */
export let wantsProof: string

/** Starts the platform. */
export async function beginSoaking(): Promise<void> {
  recordings = mkdtempSync(join(tmpdir(), 'recordings-'))
  wantsProof = join(recordings, 'wants-proof.config.ts')
  const own = fileURLToPath(new URL('../../../../fixtures/stand-in/runbook.config.ts', import.meta.url))
  writeFileSync(
    wantsProof,
    `import { runbook as own } from ${JSON.stringify(own)}\nexport const runbook = { ...own, soak: { ...own.soak, proof: 'required' } }\n`,
  )
  staging = await RehearsedApp.start({ provisioned: true })
}

/** Stops it. */
export async function endSoaking(): Promise<void> {
  await staging.stop()
  rmSync(recordings, { recursive: true })
}

const flag = 'FLAG_LEDGER_APP_ROLE_SEPARATION'

export const superuser = (sql: string): Promise<unknown> => staging.hand.rehearsal.superuser(sql)

/** The time goes on by so many hours, in which nobody uses the app. */
export const idle = (hours: number): Promise<void> =>
  staging.hand.rehearsal.control('clock', { seconds: hours * 3_600 })

export const logged = (line: string, source: 'app' | 'heroku' = 'app'): Promise<void> =>
  staging.hand.rehearsal.control('logs', {
    app: staging.name,
    line,
    source,
    dyno: source === 'app' ? 'web.1' : 'logplex',
  })

/** The time goes on by so many hours, in which the app is used. */
export async function used(hours: number): Promise<void> {
  for (let left = hours; left > 0; left -= 5) {
    await staging.hand.rehearsal.get('/healthz')
    await idle(Math.min(left, 5))
  }
  await staging.hand.rehearsal.get('/healthz')
}

export const verified = async (env: NodeJS.ProcessEnv = {}): Promise<string> =>
  (await staging.run(['verify'], env)).output

/** What Heroku still has of the log is recorded, and the recorder ends. */
export const recorded = (env: NodeJS.ProcessEnv): Promise<unknown> =>
  staging.run(['soak-record', '--for', '30s'], env)

/** A process of ours whose clock is a year ahead of this machine's. */
export const aYearAhead = {
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(
    'const { now } = Date; const ahead = () => now() + 365 * 86_400_000; globalThis.Date = class extends Date { constructor(...given) { given.length > 0 ? super(...given) : super(ahead()) } static now() { return ahead() } }',
  )}`,
}

export const journal = (): string => join(String(staging.env['RUNBOOK_JOURNAL']), `${staging.name}.jsonl`)
let whole: Buffer

/** Changes the journal as somebody's editor does; what it was is kept. */
export async function edited(change: (lines: readonly string[]) => readonly string[]): Promise<void> {
  whole = await readFile(journal())
  await writeFile(journal(), change(whole.toString().split('\n')).join('\n'))
}
export const editedBack = (): Promise<void> => writeFile(journal(), whole)

/** Three checkpoints in 72 hours, as a soak should be. */
export async function soaked(env: NodeJS.ProcessEnv = {}): Promise<string[]> {
  const said = []
  for (const hours of [24, 24, 24]) {
    await used(hours)
    said.push(await verified(env))
  }
  return said
}

export const scaled = (quantity: 0 | 1): Promise<unknown> => staging.hand.heroku`ps:scale web=${quantity}`

/** So many lines of an app that has much to say. */
export const busy = (lines: number): Promise<void> =>
  staging.hand.rehearsal.control('logs', {
    app: staging.name,
    line: Array.from({ length: lines }, (_, n) => `line ${n}`),
  })

export async function soak(): Promise<{ report: SoakReport; exitCode: number | undefined; page: string }> {
  const { report, exitCode, output } = await runCli(staging.env, 'soak', '--env', 'staging')
  return { report: report as unknown as SoakReport, exitCode, page: output }
}

export async function switchedAnew(): Promise<void> {
  await staging.api.setConfigVars({ [flag]: '0' })
  await staging.api.setConfigVars({ [flag]: '1' })
  // As after the provisioning: what comes later is held against it.
  await staging.hand.rehearsal.get('/healthz')
  await verified()
}

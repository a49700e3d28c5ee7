import type { TestProject } from 'vitest/node'
import { loadConfig } from '../../config/load.ts'
import { environmentsOf, roleNamed, subjectOf } from '../../config/subject.ts'
import { oneOf, UsageError } from '../../config/usage-error.ts'
import { Refusal } from '../../evidence/refusal.ts'
import { beginRun, type JournalOfRun } from '../../journal/run-journal.ts'
import { commitOfCheckout } from '../../machine/commit.ts'
import { offerPlatform } from '../../planting/platform-on-demand.ts'
import { knowsItsRoutes } from '../../planting/request-log.ts'
import { exitStatus } from '../../report/report.ts'
import type { RunSettings } from '../../runbook/run-settings.ts'
import { scrub } from '../../secrets/scrub.ts'
import { allowMutation } from '../../world/gates.ts'
import { type AppLock, takeLock } from '../../world/take-lock.ts'
import { resolveTarget } from '../../world/target.ts'
import { type Suite, suiteNamed } from '../suites.ts'

/**
 * Begins a suite that Vitest was started with by hand, or by an editor: `RUNBOOK_ENV=staging` for a live app, else a
 * rehearsal, on a platform that is started when the first item needs it and stopped at the end.
 * @returns what is to be done at the end. Ends the process with 2 for a shell that is wrong.
 */
export async function begin(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  try {
    return await prepare(project)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    // Vitest would print a stack and end with 1: this is a word that is wrong, and nothing was begun.
    process.stderr.write(`${scrub(error.message)}\n`)
    return process.exit(exitStatus.usage)
  }
}

async function prepare(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const suite = suiteNamed(project.name)
  const config = await loadConfig()
  const named = process.env['RUNBOOK_ENV'] ?? 'rehearsal'
  const env = oneOf('RUNBOOK_ENV', named, ['rehearsal', ...environmentsOf(config)])
  // One Vitest is about one role, so that none is passed over where there are several.
  const role = roleNamed(config, process.env['RUNBOOK_ROLE'], 'RUNBOOK_ROLE')
  const subject = subjectOf(config, env === 'rehearsal' ? undefined : env, role)
  const about = { subject, expectedPhase: suite.expectedPhase }
  if (env !== 'rehearsal') {
    resolveTarget(subject, process.env)
    const journal = suite.acts ? await begunJournal(subject, suite) : undefined
    const allowed = journal && (await allowedUnderLock(subject, project, journal))
    const permit = allowed && 'hold' in allowed ? 'act' : plannedOrLooked(suite)
    const given = allowed && ('hold' in allowed ? { lock: allowed.hold } : allowed)
    provide(project, { ...about, permit, place: { kind: 'live' }, ...(journal && { journal }), ...given })
    return allowed && 'hold' in allowed ? async () => void (await allowed.release()) : undefined
  }
  const postgres = process.env['RUNBOOK_TEST_POSTGRES'] ?? 'embedded'
  const profile = process.env['RUNBOOK_TEST_PROFILE'] ?? 'rds'
  if (suite.begins === 'by-folder') {
    provide(project, { ...about, permit: 'act', place: { kind: 'per-file', postgres, profile } })
    return undefined
  }
  const provisioned = suite.begins === 'provisioned' || (await isPartOnly(project))
  const signal = new AbortController().signal
  const environments = [subject.environment]
  const platform = offerPlatform({ postgres, profile, environments, provisioned, signal }, knowsItsRoutes)
  provide(project, {
    ...about,
    permit: suite.acts ? 'act' : 'look',
    place: { kind: 'on-demand', channel: platform.channel },
  })
  return () => platform.withdraw()
}

const provide = (project: TestProject, settings: RunSettings): void => project.provide('run', settings)

/** On a live app a spec that plants is only read through: its steps are planned, as `pnpm test:failure-modes` does. */
const plannedOrLooked = ({ begins }: Suite): 'plan' | 'look' => (begins === 'by-folder' ? 'plan' : 'look')

/** @throws UsageError where the journal cannot be written. */
async function begunJournal(
  { app, environment, role }: RunSettings['subject'],
  { name }: Suite,
): Promise<JournalOfRun> {
  const command = `vitest run --project ${name}`
  return beginRun(
    { app, environment, role, command, commit: await commitOfCheckout(), goesOn: false },
    process.env,
  )
}

/** What keeps other runs away from the live app while this one changes it, or why this run may not. */
async function allowedUnderLock(
  subject: RunSettings['subject'],
  { name, vitest }: TestProject,
  journal: JournalOfRun,
): Promise<AppLock | Pick<RunSettings, 'refusedBy'>> {
  // An editor's extension says so of itself.
  if (vitest.config.watch || process.env['VITEST_VSCODE'] !== undefined) {
    const refusedBy = `Vitest is watching, and a run that repeats by itself never changes ${subject.app}: use \`npx vitest run\` or \`pnpm test:…\``
    return { refusedBy }
  }
  try {
    await allowMutation(subject, process.env)
    return await takeLock({ subject, env: process.env, command: name, mode: 'alone', journal })
  } catch (error) {
    if (error instanceof Refusal) return { refusedBy: error.message }
    throw error
  }
}

/**
 * Whether only a part of the suite was asked for. A step that stands alone has nothing before it to stand on, so its
 * platform has the runbook carried out: it finds its work done, and says so.
 */
async function isPartOnly(project: TestProject): Promise<boolean> {
  const { config, state } = project.vitest
  if (config.testNamePattern !== undefined) return true
  const all = await project.globTestFiles()
  return !all.testFiles.every((file) => state.getPaths().includes(file))
}

import { loadConfig } from '../../../config/load.ts'
import type { RehearsalOptions } from '../../../planting/start-rehearsal.ts'
import type { Report } from '../../../report/report.ts'
import type { Emit } from '../../../report/run-event.ts'
import { type Options, reportFilesOf } from '../../options.ts'
import { rehearsedLegs } from '../../run/legs/rehearsed-legs.ts'
import { walkLegs } from '../../run/legs/walk-legs.ts'
import { onRehearsal } from '../../run/on-rehearsal.ts'
import { runCommand } from '../../run/run-command.ts'

/** Walks the whole runbook on a rehearsal platform of its own and returns its report. */
export async function runRehearseCommand({
  postgres = 'embedded',
  profile = 'rds',
  ...files
}: Options): Promise<Report> {
  return runCommand({
    suite: 'rehearse',
    env: 'rehearsal',
    app: await rehearsedApps(),
    files: reportFilesOf(files),
    work: (emit, signal) => walkTheRunbook({ postgres, profile }, emit, signal),
  })
}

/** The apps that a rehearsal of the whole runbook is about, as its report names them. */
export async function rehearsedApps(): Promise<string> {
  const { environments } = await loadConfig()
  return Object.values(environments)
    .map(({ app }) => app)
    .join(', ')
}

/** The whole runbook on a rehearsal platform of its own: each environment in the configuration's order. */
export function walkTheRunbook(
  database: Pick<RehearsalOptions, 'postgres' | 'profile'>,
  emit: Emit,
  signal: AbortSignal,
): Promise<void> {
  return onRehearsal({ ...database, provisioned: false, signal }, emit, async (rehearsal) => {
    const place = { kind: 'platform', readyFile: rehearsal.readyFile } as const
    const legs = await rehearsedLegs(await loadConfig(), rehearsal, signal)
    await walkLegs(legs, { permit: 'act', place, emit, signal })
  })
}

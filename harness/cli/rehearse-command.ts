import { loadConfig } from '../config/load.ts'
import type { Report, ReportItem } from '../report/report.ts'
import { rehearsalLegs } from './legs.ts'
import { onRehearsal } from './on-rehearsal.ts'
import type { Options } from './options.ts'
import type { Progress } from './progress.ts'
import { runCommand } from './run-command.ts'
import { walkLegs } from './walk-legs.ts'

/** Walks the whole runbook on a rehearsal platform of its own and returns its report. */
export function runRehearseCommand({ postgres = 'embedded', json }: Options): Promise<Report> {
  return runCommand({
    suite: 'rehearse',
    env: 'rehearsal',
    app: rehearsedApps(),
    jsonFile: json,
    work: (progress, signal) => walkTheRunbook(postgres, progress, signal),
  })
}

/** The apps that a rehearsal of the whole runbook is about, as its report names them. */
export function rehearsedApps(): string {
  const { staging, prod } = loadConfig().apps
  return `${staging.app}, ${prod.app}`
}

/** The whole runbook on a rehearsal platform of its own: staging, then prod. */
export function walkTheRunbook(
  postgres: string,
  progress: Progress,
  signal: AbortSignal,
): Promise<readonly ReportItem[]> {
  return onRehearsal({ postgres, provisioned: false, signal }, () =>
    walkLegs(rehearsalLegs, { dryRun: false, progress, signal }),
  )
}

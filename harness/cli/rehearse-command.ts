import type { Report } from '../report/report.ts'
import { readConfig } from '../target/target.ts'
import { rehearsalLegs } from './legs.ts'
import { onRehearsal } from './on-rehearsal.ts'
import type { Options } from './options.ts'
import { runCommand } from './run-command.ts'
import { walkLegs } from './walk-legs.ts'

/** Walks the whole runbook on a rehearsal platform of its own and returns its report. */
export function runRehearseCommand({ postgres = 'embedded', json }: Options): Promise<Report> {
  const { staging, prod } = readConfig().apps
  return runCommand({
    suite: 'rehearse',
    env: 'rehearsal',
    app: `${staging.app}, ${prod.app}`,
    jsonFile: json,
    work: (progress, signal) =>
      onRehearsal({ postgres, provisioned: false, signal }, () =>
        walkLegs(rehearsalLegs, { dryRun: false, progress, signal }),
      ),
  })
}

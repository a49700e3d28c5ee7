import { join } from 'node:path'

/** Where runs keep their reports, from the folder a run was started in: `RUNBOOK_REPORTS`, or `reports/`. */
export function reportsFolder(env: NodeJS.ProcessEnv): string {
  return env['RUNBOOK_REPORTS'] || 'reports'
}

/** The file in that folder for the report of one run: by its name a later run finds it, and two of one second are two. */
export function reportFile(folder: string, suite: string, environment: string, startedAt: Date): string {
  const stamp = startedAt.toISOString().replaceAll(/[:.]/g, '-')
  return join(folder, `${suite}-${environment}-${stamp}.json`)
}

import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { closest } from 'fastest-levenshtein'
import { UsageError } from '../../config/usage-error.ts'
import type { Progress } from '../../report/progress.ts'
import type { Report, ReportItem } from '../../report/report.ts'
import type { Options } from '../options.ts'
import { atTarget, type TargetCommand } from '../run/at-target.ts'
import { onRehearsal } from '../run/on-rehearsal.ts'
import { walkLegs } from '../run/walk-legs.ts'

const root = new URL('../../../', import.meta.url)
const folders = ['specs/failure-modes', 'specs/findings', 'specs/postgres-versions']

const command: TargetCommand = {
  name: 'failure-modes',
  mutates: false,
  afterProvisioning: false,
  startsPlatforms: true,
}

/**
 * Reproduces each failure mode, or those named. On a live app nothing is planted and nothing changed: only what reads is
 * run. @throws UsageError for a name that no spec has.
 */
export function runFailureModesCommand(names: readonly string[], options: Options): Promise<Report> {
  const files = chosen(names)
  return atTarget(command, options, ({ environment }, progress, signal) => {
    if (options.env === 'rehearsal') {
      return reproduceFailureModes(files, options.postgres ?? 'embedded', progress, signal)
    }
    const title = 'failure modes: what reads, on a live app'
    const leg = { title, environment, files, expectedPhase: 'soaking' } as const
    return walkLegs([leg], { dryRun: true, progress, signal })
  })
}

/** Runs each spec file on a rehearsal platform of its own, so that they can be run in any order and alone. */
export async function reproduceFailureModes(
  files: readonly string[],
  postgres: string,
  progress: Progress,
  signal: AbortSignal,
): Promise<readonly ReportItem[]> {
  const items: ReportItem[] = []
  for (const file of files) {
    if (signal.aborted) break
    const leg = {
      title: nameOf(file),
      environment: 'staging',
      files: [file],
      expectedPhase: 'soaking',
    } as const
    const rehearsal = { postgres, provisioned: file.includes('/provisioned/'), signal }
    const walk = (readyFile: string): Promise<ReportItem[]> =>
      walkLegs([leg], { dryRun: false, readyFile, progress, signal })
    items.push(...(await onRehearsal(rehearsal, walk)))
  }
  return items
}

/** The spec files of all failure modes, findings and differences between versions of Postgres. */
export function failureModeFiles(): string[] {
  return folders.flatMap(specsIn)
}

function chosen(names: readonly string[]): string[] {
  const files = failureModeFiles()
  const known = files.map(nameOf)
  const unknown = names.find((name) => !known.includes(name))
  if (unknown !== undefined) {
    throw new UsageError(
      `no failure mode '${unknown}': there are ${known.join(', ')} (nearest: ${closest(unknown, known)}). See ${folders.join('/, ')}/.`,
    )
  }
  return names.length === 0 ? files : files.filter((file) => names.includes(nameOf(file)))
}

function specsIn(folder: string): string[] {
  return readdirSync(fileURLToPath(new URL(folder, root)), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.spec.ts'))
    .map((file) => `${folder}/${file.replaceAll('\\', '/')}`)
    .toSorted()
}

const nameOf = (file: string): string => file.replace(/^.*\//, '').replace(/\.spec\.ts$/, '')

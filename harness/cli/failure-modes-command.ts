import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { closest } from 'fastest-levenshtein'
import type { Report, ReportItem } from '../report/report.ts'
import { UsageError } from '../target/usage-error.ts'
import { atTarget, type TargetCommand } from './at-target.ts'
import { onRehearsal } from './on-rehearsal.ts'
import type { Options } from './options.ts'
import { walkLegs } from './walk-legs.ts'

const root = new URL('../../', import.meta.url)
const folders = ['specs/failure-modes', 'specs/findings', 'specs/postgres-versions']

const command: TargetCommand = {
  name: 'failure-modes',
  mutates: false,
  afterProvisioning: false,
  startsPlatforms: true,
}

/**
 * Reproduces each failure mode on a rehearsal platform of its own, so that they can be run in any order and alone. On a
 * live app nothing is planted and nothing changed: only what reads is run.
 * @throws UsageError for a name that no spec has.
 */
export function runFailureModesCommand(names: readonly string[], options: Options): Promise<Report> {
  const files = chosen(names)
  return atTarget(command, options, async (environment, progress, signal) => {
    const leg = (some: readonly string[], title: string) =>
      ({ title, environment, files: some, expectedPhase: 'soaking' }) as const
    if (options.env !== 'rehearsal') {
      const title = 'failure modes: what reads, on a live app'
      return walkLegs([leg(files, title)], { dryRun: true, progress, signal })
    }
    const items: ReportItem[] = []
    for (const file of files) {
      if (signal.aborted) break
      const rehearsal = {
        postgres: options.postgres ?? 'embedded',
        provisioned: file.includes('/provisioned/'),
        signal,
      }
      const walk = (readyFile: string): Promise<ReportItem[]> =>
        walkLegs([leg([file], nameOf(file))], { dryRun: false, readyFile, progress, signal })
      items.push(...(await onRehearsal(rehearsal, walk)))
    }
    return items
  })
}

function chosen(names: readonly string[]): string[] {
  const files = folders.flatMap(specsIn)
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

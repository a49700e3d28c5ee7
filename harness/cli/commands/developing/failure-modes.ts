import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { closest } from 'fastest-levenshtein'
import { UsageError } from '../../../config/usage-error.ts'
import type { Report } from '../../../report/report.ts'
import { runSuite } from '../../../runner/run-suite.ts'
import { plantedSuites } from '../../../runner/suites.ts'
import type { Options } from '../../options.ts'
import { atTarget } from '../../run/at-target.ts'
import type { Situation, TargetCommand } from '../../run/situation.ts'

const root = new URL('../../../../', import.meta.url)
const folders = plantedSuites.map((name) => `specs/${name}`)

const command: TargetCommand = { name: 'failure-modes', gated: false, rehearsal: 'own' }

/**
 * Reproduces each failure mode, or those named. On a live app nothing is planted and nothing changed: only what reads is
 * run. @throws UsageError for a name that no spec has.
 */
export async function runFailureModesCommand(names: readonly string[], options: Options): Promise<Report> {
  const files = chosen(names)
  return atTarget(command, options, (situation) => reproduceFailureModes(files, situation))
}

/** Runs those spec files, or all of them, each on a rehearsal platform of its own, half as many again at a time as there are cores. */
export async function reproduceFailureModes(
  files: readonly string[] | undefined,
  { subject, place, emit, signal }: Situation,
): Promise<void> {
  const { app } = subject
  const isLive = place.kind === 'live'
  const title = isLive
    ? 'failure modes: what reads, on a live app'
    : 'failure modes and findings, each on its own'
  emit({ type: 'stretch', title, app })
  await runSuite({
    projects: plantedSuites,
    ...(files && { files }),
    provide: { run: { subject, place, expectedPhase: 'soaking', permit: isLive ? 'plan' : 'act' } },
    emit: (event) => emit(event.type === 'ended' ? { ...event, item: { ...event.item, app } } : event),
    signal,
  })
}

/** The spec files of all failure modes, findings and differences between versions of Postgres. */
function failureModeFiles(): string[] {
  return folders.flatMap(specsIn)
}

function chosen(names: readonly string[]): string[] | undefined {
  if (names.length === 0) return undefined
  const files = failureModeFiles()
  const known = files.map(nameOf)
  const unknown = names.find((name) => !known.includes(name))
  if (unknown !== undefined) {
    throw new UsageError(
      `no failure mode '${unknown}': there are ${known.join(', ')} (nearest: ${closest(unknown, known)}). See ${folders.join('/, ')}/.`,
    )
  }
  return files.filter((file) => names.includes(nameOf(file)))
}

function specsIn(folder: string): string[] {
  return readdirSync(fileURLToPath(new URL(folder, root)), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.spec.ts'))
    .map((file) => `${folder}/${file.replaceAll('\\', '/')}`)
    .toSorted()
}

const nameOf = (file: string): string => file.replace(/^.*\//, '').replace(/\.spec\.ts$/, '')

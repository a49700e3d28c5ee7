import { loadConfig } from '../../../config/load.ts'
import { environmentsOf, roleNamed, rolesNamed, type Subject, subjectOf } from '../../../config/subject.ts'
import { oneOf, UsageError } from '../../../config/usage-error.ts'
import { storyOf } from '../../../journal/story.ts'
import { exitStatus } from '../../../report/report.ts'
import { openReportFile } from '../../../report/report-file.ts'
import { scrub, scrubDeep } from '../../../secrets/scrub.ts'
import { soakHtml } from '../../../soak/html.ts'
import { soakPage } from '../../../soak/page.ts'
import { soakReport } from '../../../soak/report.ts'
import type { Soak } from '../../../soak/soak.ts'
import { resolveTarget } from '../../../world/target.ts'
import type { Options } from '../../options.ts'
import { readSoak } from '../../run/gates/read-soak.ts'
import { onInterruption } from '../../run/interruption.ts'
import { singleItem } from '../../run/single-item.ts'

const statusOf: Readonly<Record<Soak['outcome'], number>> = {
  clean: exitStatus.passed,
  failed: exitStatus.failed,
  inconclusive: exitStatus.inconclusive,
  running: exitStatus.inconclusive,
}

/**
 * `pnpm soak --env E`: how far the soak of an app has come with each of its roles, what it has seen, what is missing and due;
 * changes nothing. Exit status 0 where it is over and clean, 1 where it failed, 4 where it is not over or something is missing.
 */
export async function runSoakCommand(options: SoakOptions): Promise<number> {
  const subjects = await subjectsIn(options)
  const { json, html } = options
  const file = json === undefined ? undefined : openReportFile(json)
  const page = html === undefined ? undefined : openReportFile(html)
  const signal = onInterruption(print)
  const statuses: number[] = []
  for (const subject of subjects) {
    if (statuses.length > 0) print('')
    const looked = await look(subject, signal)
    if (signal.aborted) return exitStatus.interrupted
    statuses.push(looked.status)
    if (!looked.soak) continue
    const { seen, now, entries } = looked.soak
    for (const line of soakPage(subject, seen, now)) print(line)
    await file?.write(`${JSON.stringify(scrubDeep(soakReport(subject, seen)), null, 2)}\n`)
    const story = storyOf(entries.map(({ entry }) => entry)).map(scrub)
    await page?.write(soakHtml(subject, scrubDeep(seen), now, story))
  }
  const { failed, inconclusive, passed } = exitStatus
  return [failed, inconclusive].find((status) => statuses.includes(status)) ?? passed
}

interface Looked {
  readonly status: number
  readonly soak?: Awaited<ReturnType<typeof readSoak>>
}

/** Looks at one soak; says why, where nobody can tell what it comes to. */
async function look(subject: Subject, signal: AbortSignal): Promise<Looked> {
  let soak: Looked['soak']
  const item = await singleItem(
    { id: 'soak/read', title: 'The soak could be read', kind: 'check' },
    async () => {
      soak = await readSoak(subject, signal)
    },
  )
  if (soak) return { status: statusOf[soak.seen.outcome], soak }
  if (!signal.aborted)
    print(`could not look at the soak of ${subject.app}: ${item.reason ?? 'no reason is known'}`)
  return { status: item.outcome === 'failed' ? exitStatus.failed : exitStatus.inconclusive }
}

type SoakOptions = Pick<Options, 'env' | 'role' | 'json' | 'html'>

/** @throws UsageError for an environment or a role that the configuration does not have, and a file for several of them. */
async function subjectsIn({ env, role, json, html }: SoakOptions): Promise<readonly Subject[]> {
  const config = await loadConfig()
  if (env === undefined || env === 'rehearsal')
    throw new UsageError(
      `--env ${env ?? ''} has no soak: expected ${environmentsOf(config).join(' or ')}; \`pnpm rehearse\` walks one. See docs/soak.md.`,
    )
  const environment = oneOf('--env', env, environmentsOf(config))
  const isInFile = json !== undefined || html !== undefined
  const roles = isInFile ? [roleNamed(config, role)] : rolesNamed(config, role)
  const subjects = roles.map((one) => subjectOf(config, environment, one))
  for (const subject of subjects) resolveTarget(subject, process.env)
  return subjects
}

const print = (line: string): void => void process.stdout.write(`${scrub(line)}\n`)

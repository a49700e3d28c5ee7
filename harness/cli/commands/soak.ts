import { loadConfig } from '../../config/load.ts'
import { environmentsOf, roleNamed, type Subject, subjectOf } from '../../config/subject.ts'
import { oneOf, UsageError } from '../../config/usage-error.ts'
import { scrub, scrubDeep } from '../../evidence/scrub.ts'
import { storyOf } from '../../journal/story.ts'
import { exitStatus } from '../../report/report.ts'
import { openReportFile } from '../../report/report-file.ts'
import { soakHtml } from '../../soak/html.ts'
import { soakPage } from '../../soak/page.ts'
import { soakReport } from '../../soak/report.ts'
import type { Soak } from '../../soak/soak.ts'
import { resolveTarget } from '../../world/target.ts'
import type { Options } from '../options.ts'
import { onInterruption } from '../run/interruption.ts'
import { readSoak } from '../run/read-soak.ts'
import { singleItem } from '../run/single-item.ts'

const statusOf: Readonly<Record<Soak['outcome'], number>> = {
  clean: exitStatus.passed,
  failed: exitStatus.failed,
  inconclusive: exitStatus.inconclusive,
  running: exitStatus.inconclusive,
}

/**
 * `pnpm soak --env E`: how far the soak of an app has come, what it has seen, what is missing and due; changes nothing. Exit
 * status 0 where it is over and clean, 1 where it failed, 4 where it is not over or something is missing.
 */
export async function runSoakCommand(
  options: Pick<Options, 'env' | 'role' | 'json' | 'html'>,
): Promise<number> {
  const subject = await subjectIn(options)
  const { json, html } = options
  const file = json === undefined ? undefined : openReportFile(json)
  const page = html === undefined ? undefined : openReportFile(html)
  const signal = onInterruption(print)
  let soak: Awaited<ReturnType<typeof readSoak>> | undefined
  const item = await singleItem(
    { id: 'soak/read', title: 'The soak could be read', kind: 'check' },
    async () => {
      soak = await readSoak(subject, signal)
    },
  )
  if (signal.aborted) return exitStatus.interrupted
  if (!soak) {
    print(`could not look at the soak of ${subject.app}: ${item.reason ?? 'no reason is known'}`)
    return item.outcome === 'failed' ? exitStatus.failed : exitStatus.inconclusive
  }
  for (const line of soakPage(subject, soak.seen, soak.now)) print(line)
  await file?.write(`${JSON.stringify(scrubDeep(soakReport(subject, soak.seen)), null, 2)}\n`)
  const story = storyOf(soak.entries.map(({ entry }) => entry)).map(scrub)
  await page?.write(soakHtml(subject, scrubDeep(soak.seen), soak.now, story))
  return statusOf[soak.seen.outcome]
}

/** @throws UsageError for an environment that the configuration does not have. */
async function subjectIn({ env, role }: Pick<Options, 'env' | 'role'>): Promise<Subject> {
  const config = await loadConfig()
  if (env === undefined || env === 'rehearsal')
    throw new UsageError(
      `--env ${env ?? ''} has no soak: expected ${environmentsOf(config).join(' or ')}; \`pnpm rehearse\` walks one. See docs/soak.md.`,
    )
  const subject = subjectOf(config, oneOf('--env', env, environmentsOf(config)), roleNamed(config, role))
  resolveTarget(subject, process.env)
  return subject
}

const print = (line: string): void => void process.stdout.write(`${scrub(line)}\n`)

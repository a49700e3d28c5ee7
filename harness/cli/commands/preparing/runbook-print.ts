import { writeFile } from 'node:fs/promises'
import { loadConfig } from '../../../config/load.ts'
import type { Runbook } from '../../../config/schema.ts'
import { environmentsOf, rolesNamed, type Subject, subjectOf } from '../../../config/subject.ts'
import { oneOf, UsageError } from '../../../config/usage-error.ts'
import { runbookPage } from '../../../report/pages/runbook-page.ts'
import { exitStatus } from '../../../report/report.ts'
import { runSuite } from '../../../runner/run-suite.ts'
import { scrub } from '../../../secrets/scrub.ts'
import { failureModes } from '../../../verdicts/failure-modes.ts'
import type { JournalOptions } from '../../options.ts'

/**
 * `pnpm runbook:print`: the runbook of an environment as somebody follows it by hand, from the specs, role by role. Nothing is reached.
 * @throws UsageError for an environment that is none, and a file that cannot be written.
 */
export async function runPrintCommand({ out, ...which }: JournalOptions): Promise<number> {
  const page = await pagesOf(await loadConfig(), which)
  if (out === undefined) process.stdout.write(scrub(page))
  else await writeFile(out, page).catch((error: unknown) => Promise.reject(notWritten(out, error)))
  return exitStatus.passed
}

/** The pages of an environment, of the first where none is named: one for each of its roles, or for the named one. */
async function pagesOf(
  config: Runbook,
  { env, role }: Pick<JournalOptions, 'env' | 'role'>,
): Promise<string> {
  const known = environmentsOf(config)
  const environment = env === undefined ? known[0] : oneOf('--env', env, known)
  const pages: string[] = []
  for (const one of rolesNamed(config, role)) pages.push(await pageOf(subjectOf(config, environment, one)))
  return pages.join('\n')
}

/** @throws Error where a step cannot say what it does. */
async function pageOf(subject: Subject): Promise<string> {
  const items = await runSuite({
    projects: ['preconditions', 'provision', 'verify', 'recovery', 'failure-modes'],
    provide: { run: { subject, place: { kind: 'paper' }, expectedPhase: 'soaking', permit: 'look' } },
    isolate: false,
    emit: () => {},
    signal: new AbortController().signal,
  })
  const failed = items.find(({ outcome }) => outcome === 'failed' || outcome === 'inconclusive')
  if (failed) throw new Error(`${failed.id} cannot be written down: ${failed.reason}`)
  const modes = failureModes.map(({ id, letter, symptom, tell }) => ({
    id,
    ...(letter && { letter }),
    symptom: symptom(subject),
    tell: subject.tell[tell],
  }))
  return runbookPage(items, subject, modes)
}

function notWritten(file: string, error: unknown): UsageError {
  const why = error instanceof Error ? error.message.split(',')[0] : String(error)
  return new UsageError(`the runbook cannot be written to '${file}': ${why}. See README.md, "Commands".`)
}

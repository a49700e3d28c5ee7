import { accessSync, constants } from 'node:fs'
import { join } from 'node:path'
import { loadConfig } from '../../../config/load.ts'
import { environmentsOf, type Subject, subjectOf } from '../../../config/subject.ts'
import { oneOf, UsageError } from '../../../config/usage-error.ts'
import { CouldNotLook } from '../../../evidence/could-not-look.ts'
import { Refusal } from '../../../evidence/refusal.ts'
import { HerokuCliError } from '../../../heroku/cli-error.ts'
import { timeLimit } from '../../../machine/time-limit.ts'
import { recordDrain } from '../../../recording/record-drain.ts'
import { recordStream, secretsOf } from '../../../recording/record-stream.ts'
import { type Recorded, saidOfGap } from '../../../recording/recorded.ts'
import { recordingsFolder } from '../../../recording/recording-folder.ts'
import { exitStatus } from '../../../report/report.ts'
import { openReportFile } from '../../../report/report-file.ts'
import { scrub, scrubDeep } from '../../../secrets/scrub.ts'
import { resolveTarget } from '../../../world/target.ts'
import type { RecordOptions } from '../../options.ts'
import { onInterruption } from '../../run/interruption.ts'

/**
 * `pnpm soak:record`: records the log of an app until Ctrl+C, which is how it is meant to end: exit status 0. 1 where nothing
 * can be written, 3 where another recorder is at it, 4 where Heroku cannot be asked.
 * @throws UsageError for an environment that has no log, or a file that cannot be read.
 */
export async function runSoakRecordCommand(options: RecordOptions): Promise<number> {
  const config = await loadConfig()
  if (options.env === 'rehearsal')
    throw new UsageError(
      "soak:record needs --env with an environment of the configuration: a rehearsal's log ends with the command. See docs/soak.md.",
    )
  const subject = subjectOf(config, oneOf('--env', options.env, environmentsOf(config)))
  const { app } = subject
  try {
    const { from, for: ms, json } = options
    const file = json === undefined ? undefined : openReportFile(json)
    const recorded = await (from === undefined ? follow(subject, ms) : read(subject, from))
    print(saidOf(recorded, app))
    await file?.write(`${JSON.stringify(scrubDeep({ env: options.env, app, ...recorded }), null, 2)}\n`)
    return exitStatus.passed
  } catch (error) {
    const status = statusOf(error)
    if (status === undefined) throw error
    print(error instanceof Error ? error.message : String(error))
    return status
  }
}

/** Records the stream until it is interrupted, or for so long. */
function follow(subject: Subject, ms: number | undefined): Promise<Recorded> {
  const { app, database } = subject
  const { env, herokuBin: bin } = resolveTarget(subject, process.env)
  const folder = recordingsFolder(env)
  const stopped = onInterruption(() => {})
  const signal = ms === undefined ? stopped : timeLimit(ms, stopped)
  print(`recording the log of ${app} into ${join(folder, app)}; Ctrl+C ends it`)
  return recordStream({ app, database, bin, env, folder, signal, say: print })
}

/** Reads a drain's file to its end. @throws UsageError where it holds no line of a drain. */
async function read(subject: Subject, file: string): Promise<Recorded> {
  const { app, database } = subject
  const { env, herokuBin: bin } = resolveTarget(subject, process.env)
  mustBeReadable(file)
  await secretsOf({ app, database }, { bin, env }).catch((error: unknown) =>
    print(
      `the config vars of ${app} could not be read, so that only what looks like a password is masked: ${error instanceof Error ? error.message : String(error)}`,
    ),
  )
  const recorded = await recordDrain({ app, folder: recordingsFolder(env), file })
  if (recorded.from) return recorded
  throw new UsageError(
    `--from '${file}' holds no line of a log drain of Heroku's (RFC 5424, as in \`<190>1 2026-05-10T08:00:00.000000+00:00 host app web.1 - text\`). See docs/soak.md.`,
  )
}

function mustBeReadable(file: string): void {
  try {
    accessSync(file, constants.R_OK)
  } catch (error) {
    throw new UsageError(
      `--from '${file}' cannot be read: ${error instanceof Error ? error.message : String(error)}. See docs/soak.md.`,
    )
  }
}

const print = (line: string): void => void process.stdout.write(`${scrub(line)}\n`)

function saidOf({ lines, unparsed, from, to, gaps }: Recorded, app: string): string {
  if (!from || !to) return `the log of ${app} had no line: nothing was recorded`
  const odd = unparsed > 0 ? `; ${unparsed} in no known format were left out` : ''
  const holes = gaps.length === 0 ? 'without a gap' : `but for ${gaps.map(saidOfGap).join('; ')}`
  return `recorded ${lines} lines of ${app}, from ${from.toISOString()} to ${to.toISOString()}, ${holes}${odd}`
}

function statusOf(error: unknown): number | undefined {
  if (error instanceof Refusal) return exitStatus.refused
  return error instanceof HerokuCliError || error instanceof CouldNotLook
    ? exitStatus.inconclusive
    : undefined
}

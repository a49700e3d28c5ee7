import { loadConfig } from '../../../config/load.ts'
import { environmentsOf, type Subject, subjectOf } from '../../../config/subject.ts'
import { oneOf, UsageError } from '../../../config/usage-error.ts'
import { CouldNotLook } from '../../../evidence/could-not-look.ts'
import type { Finding } from '../../../evidence/finding.ts'
import { Found } from '../../../evidence/found.ts'
import { reportsFolder } from '../../../evidence/reports-folder.ts'
import { HerokuApp } from '../../../heroku/app.ts'
import { herokuReads } from '../../../heroku/cli.ts'
import { runsHere } from '../../../journal/checkpoints.ts'
import type { Entry } from '../../../journal/entry.ts'
import { headsInReports, type SeenHead } from '../../../journal/heads.ts'
import { journalFile, journalFolder, type Line, readJournal } from '../../../journal/journal-file.ts'
import { storyOf } from '../../../journal/story.ts'
import { type Damage, type Wholeness, wholenessOf } from '../../../journal/wholeness.ts'
import { exitStatus } from '../../../report/report.ts'
import type { Emit } from '../../../report/run-event.ts'
import { scrub } from '../../../secrets/scrub.ts'
import { reconciled } from '../../../verdicts/journal.ts'
import { resolveTarget } from '../../../world/target.ts'
import { type JournalOptions, reportFilesOf } from '../../options.ts'
import { runCommand } from '../../run/run-command.ts'
import { singleItem } from '../../run/single-item.ts'

/** An app and the journal of it. */
interface Kept {
  readonly subject: Subject
  readonly file: string
  /** Undefined where there is none. */
  readonly lines: readonly Line[] | undefined
  readonly heads: readonly SeenHead[]
}

/**
 * `pnpm journal`: what was done to the apps, or to the one of an environment, for a change ticket. With `--verify`: whether the
 * journal is whole, ends where it should, and agrees with `heroku releases`. Exit status 0, 1 where it is not or does not, 4
 * where that could not be looked at.
 */
export async function runJournalCommand(options: JournalOptions): Promise<number> {
  const config = await loadConfig()
  const known = environmentsOf(config)
  const wanted = options.env === undefined ? known : [oneOf('--env', options.env, known)]
  const all = await Promise.all(wanted.map((environment) => keptOf(subjectOf(config, environment), options)))
  if (!options.verify) return tell(all)
  // Of an app that nobody has begun with there is nothing to verify, unless it was asked for.
  const there = all.filter(({ lines, heads }) => options.env !== undefined || lines || heads.length > 0)
  for (const { subject } of there) resolveTarget(subject, process.env)
  const report = await runCommand({
    suite: 'journal',
    env: options.env ?? 'live',
    app: all.map(({ subject }) => subject.app).join(', '),
    files: reportFilesOf(options),
    async work(emit, signal) {
      for (const kept of there) await verify(kept, emit, signal)
      if (there.length === 0) await sayThatThereIsNone(all, emit)
    },
  })
  return report.exitStatus
}

async function keptOf(subject: Subject, { head }: JournalOptions): Promise<Kept> {
  const file = journalFile(journalFolder(process.env), subject.app)
  const heads = await headsInReports(reportsFolder(process.env), file)
  return {
    subject,
    file,
    lines: linesIn(file),
    heads: head === undefined ? heads : [...heads, headGiven(head)],
  }
}

/** @throws UsageError where the file is there and cannot be read. */
function linesIn(file: string): Line[] | undefined {
  try {
    return readJournal(file)
  } catch (error) {
    throw new UsageError(
      `the journal '${file}' cannot be read: ${error instanceof Error ? error.message : String(error)}. See docs/journal.md.`,
    )
  }
}

/** `12:3f2a…`, as the last lines of a run have it. @throws UsageError for another form. */
function headGiven(text: string): SeenHead {
  const [, n, hash] = /^(\d{1,9}):([0-9a-f]{64})$/i.exec(text) ?? []
  if (n === undefined || hash === undefined)
    throw new UsageError(
      `--head '${text.slice(0, 100)}' is no head: expected LINES:SHA256, as in the last lines of a run. See docs/journal.md.`,
    )
  return { n: Number(n), hash: hash.toLowerCase(), by: '--head' }
}

function tell(all: readonly Kept[]): number {
  const there = all.filter(({ lines }) => lines !== undefined)
  for (const { subject, file, lines = [] } of there) {
    const last = lines.at(-1)
    print(
      `${subject.app}: what was done, by ${file} (${lines.length} lines${last ? `, head ${last.hash}` : ''})`,
    )
    for (const line of storyOf(entriesOf(lines))) print(line)
    print('')
  }
  if (there.length > 0) return exitStatus.passed
  print(`there is no journal yet: ${all.map(({ file }) => file).join(', ')}`)
  return exitStatus.inconclusive
}

const print = (line: string): void => void process.stdout.write(`${scrub(line)}\n`)

const entriesOf = (lines: readonly Line[]): Entry[] => lines.flatMap(({ entry }) => entry ?? [])

async function verify(kept: Kept, emit: Emit, signal: AbortSignal): Promise<void> {
  const { subject, file, lines, heads } = kept
  const { app } = subject
  emit({ type: 'stretch', title: `The journal ${file}`, app })
  const wholeness = wholenessOf(lines, heads, app)
  const check = async (
    id: string,
    title: string,
    body: (note: (text: string) => void) => Promise<void>,
  ): Promise<void> => {
    emit({ type: 'began', title })
    const item = await singleItem({ id: `journal/${id}`, title, kind: 'check' }, body)
    emit({ type: 'ended', item: { ...item, app } })
  }
  await check('whole', 'Each line is the one that the next was written after', async (note) => {
    if (lines) note(`${lines.length} lines; ${heads.length} heads of it are kept elsewhere`)
    for (const remark of wholeness.remarks) note(remark)
    const findings = wholeness.breaks.map((found) => findingOf(found, file))
    if (findings.length > 0) throw new Found(findings)
    if (!lines) throw new CouldNotLook('there is no journal')
  })
  if (!lines) return
  await check('end', 'Its end is the end of a run', async () => {
    if (!wholeness.end.isEnd) throw new CouldNotLook(wholeness.end.why)
  })
  await check('releases', 'It agrees with `heroku releases`', (note) => reconcile(kept, signal, note))
}

async function reconcile(
  { subject, file, lines = [] }: Kept,
  signal: AbortSignal,
  note: (text: string) => void,
): Promise<void> {
  const { app } = subject
  const { env } = process
  const { herokuBin: bin } = resolveTarget(subject, env)
  const releases = await new HerokuApp(
    subject,
    herokuReads({ bin, app, env, signal: () => signal }),
  ).releases()
  const entries = entriesOf(lines)
  const here = runsHere(entries, env)
  const { amiss, remarks, matched } = reconciled(
    entries.filter(({ run }) => here.has(run)),
    releases,
    subject,
  )
  note(`${matched} changes of config vars have their release`)
  for (const remark of remarks) note(remark)
  const findings = amiss.map(({ object, found }) =>
    findingFor({
      code: 'journal-without-release',
      object: `${object} of ${file}`,
      expected: 'a release of its own',
      found,
    }),
  )
  if (findings.length > 0) throw new Found(findings)
}

const findingOf = ({ code, where, found }: Wholeness['breaks'][number], file: string): Finding =>
  findingFor({ code, object: `${where} of ${file}`, expected: 'as a run wrote it', found })

const findingFor = (
  finding: Pick<Finding, 'object' | 'expected' | 'found'> & { code: Damage | 'journal-without-release' },
): Finding => ({
  ...finding,
  consequence: 'What the journal tells of what was done is not all of it, or not so.',
  help: 'Compare it with a copy, the reports and the logs of the jobs, and find out who could write to it: docs/journal.md.',
})

async function sayThatThereIsNone(all: readonly Kept[], emit: Emit): Promise<void> {
  const files = all.map(({ file }) => file).join(', ')
  const head = { id: 'journal/whole', title: 'There is a journal', kind: 'check' } as const
  emit({
    type: 'ended',
    item: await singleItem(head, () => Promise.reject(new CouldNotLook(`there is none: ${files}`))),
  })
}

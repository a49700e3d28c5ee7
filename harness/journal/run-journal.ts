import { randomUUID } from 'node:crypto'
import { UsageError } from '../config/usage-error.ts'
import { CouldNotLook } from '../evidence/could-not-look.ts'
import { append } from './append.ts'
import type { Entry } from './entry.ts'
import { type Head, journalFile, journalFolder } from './journal-file.ts'
import { operator } from './operator.ts'

/** Which run writes in which journal: plain data, so that it can be handed to the workers that run the specs. */
export interface JournalOfRun {
  readonly file: string
  readonly app: string
  readonly run: string
  /** The role that what it writes is about; none where that is the app as a whole. */
  readonly role?: string | undefined
  /** Whether the app is changed though the journal cannot be written, as by a rollback. */
  readonly goesOn: boolean
}

/** What a run is, as its first line says. */
export interface RunStart {
  readonly app: string
  readonly role?: string | undefined
  readonly environment: string
  readonly command: string
  readonly commit: string
  readonly goesOn: boolean
}

/** A change of the app that is about to be made. */
export interface Change {
  /** In words or as a command, values that are secret as `***`. */
  readonly what: string
  /** The config vars it sets. */
  readonly vars?: readonly string[]
  /** The newest release that there was before, where it is known. */
  readonly since?: number | undefined
}

/** What is to be remembered of a change that was made. */
export interface Made {
  readonly said?: string
  readonly release?: number | undefined
  readonly statements?: readonly string[]
}

/** How a run ended. */
export interface RunEnd {
  readonly outcome: string
  readonly exitStatus: number
  readonly reason?: string | undefined
}

/** The first line of a run. @throws UsageError where it cannot be written. */
export function beginRun({ app, role, goesOn, ...start }: RunStart, env: NodeJS.ProcessEnv): JournalOfRun {
  const journal = { file: journalFile(journalFolder(env), app), app, role, run: randomUUID(), goesOn }
  const host = env['HEROKU_HOST']
  const first = {
    ...ofRun(journal),
    type: 'run-start',
    ...start,
    by: operator(),
    ...(host && { host }),
  } as const
  try {
    append(journal.file, first)
  } catch (error) {
    throw new UsageError(
      `the journal '${journal.file.slice(0, 100)}' cannot be written: ${saidShort(error)}. Expected a folder that can be written to, in RUNBOOK_JOURNAL. See docs/journal.md.`,
    )
  }
  return journal
}

/** The last line of a run, which is what a report keeps of the journal. @throws CouldNotLook where it cannot be written. */
export function endRun(journal: JournalOfRun, { outcome, exitStatus, reason }: RunEnd): Head {
  const last = {
    ...ofRun(journal),
    type: 'run-end',
    outcome,
    exitStatus,
    ...(reason !== undefined && { reason }),
  } as const
  return written(journal, `the run ended ${outcome}`, () => append(journal.file, last))
}

/** A line of a run that changes nothing: what it saw, or was answered. @throws CouldNotLook where it cannot be written. */
export function noted(
  journal: JournalOfRun,
  said:
    | Noted<'checkpoint', 'evidence'>
    | Noted<'sign-off', 'answer' | 'by' | 'account' | 'statement' | 'signature'>,
): Head {
  return written(journal, `nobody can tell by it that there was a ${said.type}`, () =>
    append(journal.file, { ...ofRun(journal), ...said }),
  )
}

type Noted<Type extends Entry['type'], Fields extends string> = Pick<
  Extract<Entry, { type: Type }>,
  Extract<'type' | Fields, keyof Extract<Entry, { type: Type }>>
>

const saidLength = 500

/**
 * Makes a change of the app between two lines of the journal: the first is on the disk before it is made. Without a journal
 * it is only made.
 * @throws CouldNotLook where the journal cannot be written: nothing was changed, or it says what was.
 */
export async function recorded<T>(
  journal: JournalOfRun | undefined,
  { what, vars = [], since }: Change,
  make: () => Promise<T>,
  madeOf: (result: T) => Made = () => ({}),
): Promise<T> {
  if (!journal) return make()
  const of = writtenIfNeeded(journal, 'nothing was changed', () =>
    append(journal.file, {
      ...ofRun(journal),
      type: 'before',
      what,
      vars: [...vars],
      ...(since !== undefined && { since }),
    }),
  )?.n
  const startedAt = performance.now()
  const after = (ended: 'well' | 'with an error', { said, release, statements }: Made): void => {
    if (of === undefined) return
    const durationMs = Math.round(performance.now() - startedAt)
    writtenIfNeeded(journal, `\`${what}\` ended ${ended}`, () =>
      append(journal.file, {
        ...ofRun(journal),
        type: 'after',
        of,
        ended,
        durationMs,
        ...(said !== undefined && { said: said.slice(0, saidLength) }),
        ...(release !== undefined && { release }),
        ...(statements && { statements: [...statements] }),
      }),
    )
  }
  let result: T
  try {
    result = await make()
  } catch (error) {
    after('with an error', { said: error instanceof Error ? error.message : String(error) })
    throw error
  }
  after('well', madeOf(result))
  return result
}

const ofRun = ({ app, run, role }: JournalOfRun): Pick<Entry, 'app' | 'run' | 'role'> => ({
  app,
  run,
  ...(role !== undefined && { role }),
})

/** @throws CouldNotLook where it cannot be written, with what came of the change all the same. */
function written(journal: JournalOfRun, meanwhile: string, write: () => Head): Head {
  try {
    return write()
  } catch (error) {
    throw new CouldNotLook(
      `the journal ${journal.file} could not be written, and ${meanwhile}: ${saidShort(error)}`,
    )
  }
}

/** The same of a change, which is made all the same where the run goes on without its journal. */
function writtenIfNeeded(journal: JournalOfRun, meanwhile: string, write: () => Head): Head | undefined {
  try {
    return written(journal, meanwhile, write)
  } catch (error) {
    if (journal.goesOn) return undefined
    throw error
  }
}

const saidShort = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split(',')[0]?.slice(0, 200) ?? ''

import type { Entry } from './entry.ts'

type Of<Type extends Entry['type']> = Extract<Entry, { type: Type }>

/** A change of the app, as the journal has it. */
export interface WrittenChange {
  readonly before: Of<'before'>
  /** How it ended; undefined where nobody wrote that. */
  readonly after: Of<'after'> | undefined
}

/** A run, as the journal has it. */
export interface WrittenRun {
  readonly start: Of<'run-start'>
  readonly changes: readonly WrittenChange[]
  /** What it saw in the soak, and what it was answered. */
  readonly noted: readonly Of<'checkpoint' | 'sign-off'>[]
  /** Undefined where it was ended before its time, or is under way. */
  readonly end: Of<'run-end'> | undefined
}

/** The runs of a journal, in the order in which they began. */
export function runsOf(entries: readonly Entry[]): WrittenRun[] {
  return entries.flatMap((start) => {
    if (start.type !== 'run-start') return []
    const own = entries.filter(({ run }) => run === start.run)
    const changes = own.flatMap((before): WrittenChange[] =>
      before.type === 'before'
        ? [
            {
              before,
              after: own.find(
                (after): after is Of<'after'> => after.type === 'after' && after.of === before.n,
              ),
            },
          ]
        : [],
    )
    const noted = own.filter(
      (entry): entry is Of<'checkpoint' | 'sign-off'> =>
        entry.type === 'checkpoint' || entry.type === 'sign-off',
    )
    return [{ start, changes, noted, end: own.find((end): end is Of<'run-end'> => end.type === 'run-end') }]
  })
}

import type { Change, Made } from '../journal/run-journal.ts'

/**
 * The one way to change an app: it is seen to first that no other run has taken it over, and the journal has a line before and
 * one after. @throws Error or CouldNotLook before anything is changed; what the change itself throws.
 */
export type MakeChange = <T>(
  change: Change,
  make: () => Promise<T>,
  madeOf?: (result: T) => Made,
) => Promise<T>

import { z } from 'zod'

const hash = z.string().regex(/^[0-9a-f]{64}$/)
const base = {
  /** Which line of the file it is, from 1. */
  n: z.number(),
  /** The SHA-256 of the bytes of the line before it, without its line break; of the first, 64 zeros. */
  previous: hash,
  /** By this machine's clock, ISO 8601. */
  at: z.string(),
  app: z.string(),
  /** Which run wrote it. */
  run: z.string(),
}

/** A line of the journal, as it is written. */
export const entry = z.discriminatedUnion('type', [
  z.object({
    ...base,
    type: z.literal('run-start'),
    command: z.string(),
    environment: z.string(),
    by: z.string(),
    commit: z.string(),
    /** HEROKU_HOST, where it is another than Heroku's own: a rehearsal platform. */
    host: z.string().optional(),
  }),
  z.object({
    ...base,
    type: z.literal('before'),
    /** What is about to be done, values that are secret as `***`. */
    what: z.string(),
    /** The config vars it sets. */
    vars: z.array(z.string()),
    /** The newest release that there was before: the one that comes of it is newer. */
    since: z.number().optional(),
  }),
  z.object({
    ...base,
    type: z.literal('after'),
    /** The number of the line before it that this one ends. */
    of: z.number(),
    ended: z.enum(['well', 'with an error']),
    durationMs: z.number(),
    said: z.string().optional(),
    /** The release that Heroku answered with. */
    release: z.number().optional(),
    /** The statements of a transaction that was committed. */
    statements: z.array(z.string()).optional(),
  }),
  z.object({
    ...base,
    type: z.literal('run-end'),
    outcome: z.string(),
    exitStatus: z.number(),
    /** Why it was refused, or ended before its time. */
    reason: z.string().optional(),
  }),
  /** Closes a line that was cut short while it was written: `previous` is of what is there of it. */
  z.object({ ...base, type: z.literal('torn'), bytes: z.number() }),
])
export type Entry = z.output<typeof entry>

type WithoutPlace<E> = E extends Entry ? Omit<E, 'n' | 'previous' | 'at'> : never
/** What a line says; where it stands is seen to when it is written. */
export type NewEntry = WithoutPlace<Entry>

/** What the first line follows. */
export const nothingBefore = '0'.repeat(64)

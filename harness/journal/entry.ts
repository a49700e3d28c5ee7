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
  /** The role that it is about; the first releases had none, nor has what is about the app as a whole. */
  role: z.string().optional(),
}

const time = z.iso.datetime()
const span = z.object({ from: time, to: time })
const partOutcome = z.enum(['passed', 'failed', 'inconclusive'])

/** What a verification in the soak saw: the four things that a soak is made of, and the values that they rest on. */
export const evidence = z.object({
  /** Heroku's time. */
  herokuAt: time,
  /** By how many milliseconds this machine's clock was ahead of it. */
  clockAheadMs: z.number(),
  /** The release that the soak began with, as far as the releases tell. */
  release: z.number(),
  outcome: partOutcome,
  parts: z.object({
    /** The role ran statements, requests were answered. */
    work: partOutcome,
    /** Nobody else ran any. */
    others: partOutcome,
    /** The log shows no denial. */
    refused: partOutcome,
    /** Everything else that is verified. */
    state: partOutcome,
  }),
  /** The items that did not pass: which, and why. */
  amiss: z.array(z.object({ id: z.string(), outcome: z.string(), said: z.string() })),
  /** The stretch of the log that was read, and what of it Heroku says it lost. */
  log: z.object({ from: time, to: time, gaps: z.array(span) }).optional(),
  /** What was recorded of the log by then, without a hole: `pnpm soak:record`. */
  recorded: z.array(span),
  /** Whether the log brought back a denial that was asked for. */
  proof: z.enum(['came back', 'did not come back', 'not shown', 'off']),
  /** What each role had run by then: the counts of pg_stat_statements. */
  counts: z
    .object({
      at: time,
      herokuAt: time.optional(),
      database: z.string(),
      resetAt: z.string().optional(),
      evictions: z.number().optional(),
      roles: z.record(z.string(), z.number()),
    })
    .optional(),
  /** From when it is known what the owner ran, by Heroku's clock; null where nobody can say. The first releases did not tell. */
  statementsSince: time.nullable().optional(),
  requests: z.number(),
  /** Stretches in which no request was answered for longer than `soak.quietHours`. */
  quiet: z.array(span),
  withoutDynos: z.array(span),
  /** From when denials counted, where the operator named it. */
  logSince: time.optional(),
})
export type Evidence = z.output<typeof evidence>

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
  /** A verification in the soak. */
  z.object({ ...base, type: z.literal('checkpoint'), evidence }),
  /** What an operator answered when they were asked to sign for an app's change. */
  z.object({
    ...base,
    type: z.literal('sign-off'),
    answer: z.enum(['yes', 'no']),
    by: z.string(),
    /** Who that is to Heroku: the e-mail address of the login. */
    account: z.string(),
    /** What was signed, as the very bytes: see docs/sign-off.md. */
    statement: z.string(),
    /** OpenSSH's signature of those bytes; without it the app's name was typed, which is the weaker. */
    signature: z.string().optional(),
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

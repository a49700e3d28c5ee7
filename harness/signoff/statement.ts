import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Subject } from '../config/subject.ts'

const soaked = z.strictObject({
  environment: z.string(),
  app: z.string(),
  /** The release that its soak began with. */
  release: z.number(),
  /** The SHA-256 of the journal's line with which it was clean first. */
  evidence: z.string(),
})

/** What an operator signs for: facts that stay as they are, so that the same content keeps its approval. */
export const statement = z.strictObject({
  app: z.string(),
  environment: z.string(),
  role: z.string(),
  /** Where the operation was asked for. */
  ticket: z.string().optional(),
  /** The commit of the runbook, and whether something of it was changed since. */
  commit: z.string(),
  /** The SHA-256 of the policy. */
  policy: z.string(),
  /** What the role is granted, as statements: as the database is now, from nothing. */
  grants: z.array(z.string()),
  /** What another environment proved. */
  after: soaked.optional(),
  /** Until when it holds, by Heroku's clock. */
  expires: z.string(),
})
export type Statement = z.output<typeof statement>

/** The bytes that are signed, and kept in the journal. */
export function written(facts: Statement): string {
  return `${JSON.stringify(facts, null, 2)}\n`
}

/** @throws Error where it is none. */
export function readStatement(text: string): Statement {
  return statement.parse(JSON.parse(text))
}

/** The SHA-256 of a policy, the same for the same content in whatever order it is written. */
export function hashOfPolicy(policy: Subject['policy']): string {
  const sorted = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(sorted)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value)
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, inner]) => [name, sorted(inner)]),
    )
  }
  return createHash('sha256')
    .update(JSON.stringify(sorted(policy)))
    .digest('hex')
}

/** What is otherwise now than it was signed, one line each; none where the content is the same. The expiry is not compared. */
export function differences(signed: Statement, now: Omit<Statement, 'expires'>): string[] {
  const simple = (['app', 'environment', 'role', 'ticket', 'commit', 'policy'] as const).flatMap((name) =>
    signed[name] === now[name] ? [] : [`${name}: signed ${said(signed[name])}, now ${said(now[name])}`],
  )
  const gone = signed.grants.filter((grant) => !now.grants.includes(grant))
  const added = now.grants.filter((grant) => !signed.grants.includes(grant))
  return [
    ...simple,
    ...gone.map((grant) => `signed, and no longer planned: ${grant}`),
    ...added.map((grant) => `planned, and not signed: ${grant}`),
    ...differencesOfSoak(signed.after, now.after),
  ]
}

function differencesOfSoak(signed: Statement['after'], now: Statement['after']): string[] {
  if (JSON.stringify(signed) === JSON.stringify(now)) return []
  if (!signed || !now)
    return [`the soak that it waits for: signed ${said(signed?.environment)}, now ${said(now?.environment)}`]
  return (['environment', 'app', 'release', 'evidence'] as const).flatMap((name) =>
    signed[name] === now[name]
      ? []
      : [`the ${name} of the soak it waits for: signed ${signed[name]}, now ${now[name]}`],
  )
}

const said = (value: string | undefined): string => value ?? 'none'

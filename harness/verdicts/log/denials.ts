import type { RoleInApp } from '../../config/subject.ts'
import type { Finding } from '../../evidence/finding.ts'
import type { Releases } from '../../heroku/app.ts'
import type { Checkpoint } from '../../journal/checkpoints.ts'
import { isCredentialUser } from '../../observations/database/credential-roles.ts'
import type { LogReading } from '../../observations/log-reading.ts'
import type { Asked } from '../../observations/observations.ts'
import type { Privileges } from '../../observations/privileges.ts'
import type { Denial } from '../../postgres/log-denials.ts'
import { isMissing } from '../database/privileges.ts'
import { type Change, changeOf } from '../switches.ts'

export interface DenialFacts {
  readonly log: LogReading
  readonly releases: Releases
  readonly privileges: Privileges
  readonly checkpoints: readonly Checkpoint[]
}

/**
 * What a denial comes to, by the policy and by what the role may do now: it lacks what the policy gives (`missing`), the
 * policy gives nothing there (`forbidden`), or a part of what can be asked there (`partly`), or all (`granted`), so that
 * it is from before a grant was mended, or nobody knows what it was about.
 */
type Standing = 'missing' | 'forbidden' | 'partly' | 'granted'

/** The denials of one thing. */
export interface Denied {
  /** As Postgres names it; the schema is not in the message. */
  readonly object: string
  readonly standing: Standing
  readonly lines: readonly Denial[]
}

const verbs = { table: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'], sequence: ['USAGE', 'SELECT', 'UPDATE'] }

/** Returns what was denied the app since the moment that counts, thing by thing. Another user's denial is another's. */
export function deniedSince(facts: DenialFacts, asked: Asked): Denied[] {
  const { log, privileges } = facts
  const begin = beginOf(facts, asked)
  const things = new Map<string, Denial[]>()
  for (const found of log.denials) {
    const denial = named(found, privileges, asked)
    if (denial.at < begin || isAnothers(denial, asked)) continue
    const thing = denial.object ?? `(${denial.kind})`
    things.set(thing, [...(things.get(thing) ?? []), denial])
  }
  return [...things].map(([object, lines]) => ({
    object,
    lines,
    standing: standingOf(lines[0], privileges, asked),
  }))
}

/** Whether it was denied to another: by the user that the line names, else by the process of another role that logged it. */
function isAnothers({ user, process }: Denial, { subject }: Asked): boolean {
  if (user !== undefined) return !isCredentialUser(user, subject.role)
  const runs = ({ processTypes = [] }: Pick<RoleInApp, 'processTypes'>): boolean =>
    process !== undefined && processTypes.includes(process.replace(/\.\d+$/, ''))
  return !runs(subject) && subject.otherRoles.some(runs)
}

/**
 * From when denials count: the moment the operator names, or named at a checkpoint since the flag was set; else the release that
 * set the flag, else all there is.
 */
export function beginOf(facts: Omit<DenialFacts, 'privileges'>, { subject, logSince }: Asked): Date {
  if (logSince) return logSince
  const change = flagChange(facts.releases, subject)
  if (change.is !== 'seen') return facts.log.from
  return namedBefore(facts.checkpoints, change.at)?.since ?? change.at
}

/** The moment that was named last, at a checkpoint that found nothing denied from then on, and when that was. */
export function namedBefore(
  checkpoints: readonly Checkpoint[],
  flagSetAt: Date,
): { readonly since: Date; readonly at: string } | undefined {
  const last = checkpoints.findLast(
    ({ logSince, parts }) =>
      logSince !== undefined && parts.refused !== 'failed' && new Date(logSince) > flagSetAt,
  )
  return last?.logSince === undefined ? undefined : { since: new Date(last.logSince), at: last.herokuAt }
}

export function flagChange(releases: Releases, { configVars }: Asked['subject']): Change {
  return changeOf(releases, configVars.flag)
}

/** The denial with the name that something has: one of several words stands in no quotes, and the text goes on behind it. */
function named(denial: Denial, { differences, expected }: Privileges, asked: Asked): Denial {
  const isKnown = (object: string): boolean =>
    differences.some((finding) => isOf({ ...denial, object }, finding.object)) ||
    givenOn(object, { expected }, asked) !== undefined
  return { ...denial, object: denial.longer.find(isKnown) ?? denial.object }
}

/** Whether the denial is of the object of a finding, which is named with its schema. */
export function isOf({ object }: Denial, finding: Finding['object']): boolean {
  return object !== undefined && object === unqualified(finding)
}

function standingOf(
  denial: Denial | undefined,
  { differences, expected }: Privileges,
  asked: Asked,
): Standing {
  if (denial?.object === undefined) return 'granted'
  if (differences.some((finding) => isMissing(finding) && isOf(denial, finding.object))) return 'missing'
  const { kind, object } = denial
  if (kind === 'schema')
    return asked.subject.policy.schemas[object]?.includes('USAGE') ? 'granted' : 'forbidden'
  if (kind === 'ownership' || kind === 'row') return 'forbidden'
  const given = givenOn(object, { expected }, asked)
  if (given === undefined || given.length === 0) return 'forbidden'
  const wanted = kind === 'sequence' ? verbs.sequence : verbs.table
  return wanted.every((verb) => given.includes(verb)) ? 'granted' : 'partly'
}

/** What the policy gives the role on a relation of that name, in any of its schemas; undefined where there is none. */
function givenOn(
  object: string,
  { expected }: Pick<Privileges, 'expected'>,
  asked: Asked,
): readonly string[] | undefined {
  return Object.keys(asked.subject.policy.schemas)
    .map((schema) => expected(`${quoted(schema)}.${quoted(object)}`))
    .find((privileges) => privileges !== undefined)
}

/** The relation's own name, as Postgres has it in the message of a denial: without its schema and without quotes. */
function unqualified(object: string): string {
  return object
    .replace(/^("(""|[^"])*"|[^".]*)\./, '')
    .replaceAll(/^"|"$/g, '')
    .replaceAll('""', '"')
}

/** As `format('%I')` writes a name: quoted where SQL needs it. */
function quoted(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`
}

import type { z } from 'zod'
import { covers } from './names.ts'

/** What of a configuration is held against its other parts. */
interface Whole {
  readonly role: string
  readonly configVars: {
    readonly owner: string
    readonly restricted: string
    readonly flag?: string | undefined
  }
  readonly environments: Readonly<
    Record<string, { readonly app: string; readonly after?: string | undefined }>
  >
  readonly flagValues: { readonly on: readonly string[]; readonly off: readonly string[] }
  readonly otherSessions: readonly { readonly role?: string | undefined }[]
  readonly privileges: {
    readonly memberships: readonly string[]
    readonly platformRoles: readonly string[]
    readonly tables: {
      readonly named: Readonly<Record<string, unknown>>
      readonly mayBeMissing: readonly string[]
    }
    readonly appendOnly: { readonly tables: readonly string[]; readonly from: string }
  }
  readonly soak: { readonly hours: number; readonly checkpointHours: readonly number[] }
}

interface Contradiction {
  readonly path: readonly (string | number)[]
  readonly message: string
}

/** Names that Postgres, RDS and Heroku keep for themselves (PostgreSQL, Reserved role names; the RDS User Guide; public dumps). */
const platformRole =
  /^(pg_.*|rds.*|heroku_admin|postgres|public|none|current_user|session_user|current_role)$/

/** Adds an issue for each thing in the configuration that its other parts, or the platform, contradict. */
export function refineWhole(config: Whole, context: z.RefinementCtx): void {
  for (const { path, message } of contradictionsIn(config)) {
    context.addIssue({ code: 'custom', path: [...path], message, input: valueAt(config, path) })
  }
}

function contradictionsIn(config: Whole): Contradiction[] {
  const { role, configVars, environments, privileges, soak } = config
  return [
    ...ofNames(config),
    ...(platformRole.test(role)
      ? [{ path: ['role'], message: "that name is the platform's: a role of your own is expected" }]
      : []),
    ...(privileges.memberships.includes(role)
      ? [{ path: ['privileges', 'memberships'], message: `${role} cannot be a member of itself` }]
      : []),
    ...secondOf(
      Object.entries(configVars).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value] as const],
      ),
    ).map(([name, first]) => ({
      path: ['configVars', name],
      message: `configVars.${first} has that name already: each holds something else`,
    })),
    ...secondOf(Object.entries(environments).map(([name, { app }]) => [name, app])).map(([name, first]) => ({
      path: ['environments', name, 'app'],
      message: `that is the app of ${first} too: each environment has its own`,
    })),
    ...Object.entries(environments).flatMap(([name, { after }], index, all) =>
      after === undefined || all.slice(0, index).some(([earlier]) => earlier === after)
        ? []
        : [
            {
              path: ['environments', name, 'after'],
              message: `an environment that stands before ${name} is expected: ${earlierThan(index, all)}`,
            },
          ],
    ),
    ...soak.checkpointHours.flatMap((hour, index) =>
      hour > soak.hours
        ? [
            {
              path: ['soak', 'checkpointHours', index],
              message: `a checkpoint comes before the soak is over, at ${soak.hours} h`,
            },
          ]
        : [],
    ),
    ...soak.checkpointHours.flatMap((hour, index, all) =>
      index > 0 && hour <= (all[index - 1] ?? 0)
        ? [
            {
              path: ['soak', 'checkpointHours', index],
              message: 'each checkpoint is later than the one before',
            },
          ]
        : [],
    ),
  ]
}

const earlierThan = (index: number, all: readonly (readonly [string, unknown])[]): string =>
  all
    .slice(0, index)
    .map(([name]) => name)
    .join(', ') || 'there is none'

/** Names that stand in two places which contradict each other, or in one that is about another in which they do not stand. */
function ofNames({ role, flagValues, otherSessions, privileges }: Whole): Contradiction[] {
  const { platformRoles, tables, appendOnly } = privileges
  const named = [...Object.keys(tables.named), ...appendOnly.tables]
  const isAlways = appendOnly.from === 'provisioned' || appendOnly.from === 'not-provisioned'
  const where = <T>(all: readonly T[], is: (value: T) => boolean): number[] =>
    all.flatMap((value, index) => (is(value) ? [index] : []))
  return [
    ...where(flagValues.off, (value) => flagValues.on.includes(value)).map((index) => ({
      path: ['flagValues', 'off', index],
      message: 'flagValues.on has that value already',
    })),
    ...where(otherSessions, (other) => other.role === role).map((index) => ({
      path: ['otherSessions', index, 'role'],
      message: "that is the app's own role: its sessions are judged, and not declared",
    })),
    ...where(platformRoles, (name) => name === role).map((index) => ({
      path: ['privileges', 'platformRoles', index],
      message: "that is the app's own role, and not the platform's",
    })),
    ...where(
      tables.mayBeMissing,
      (entry) => !named.some((name) => name === entry || covers(entry, name)),
    ).map((index) => ({
      path: ['privileges', 'tables', 'mayBeMissing', index],
      message: 'tables.named and appendOnly have no such name: nothing is said of it that could be missing',
    })),
    ...where(appendOnly.tables, (name) => isAlways && name in tables.named).map((index) => ({
      path: ['privileges', 'appendOnly', 'tables', index],
      message: 'tables.named says something else of it, which is never in force: name it once',
    })),
  ]
}

/** The names whose value an earlier one has too, with that one. */
function secondOf(entries: readonly (readonly [string, string])[]): [string, string][] {
  return entries.flatMap(([name, value], index): [string, string][] => {
    const first = entries.slice(0, index).find(([, earlier]) => earlier === value)
    return first ? [[name, first[0]]] : []
  })
}

function valueAt(value: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((at, key) => (at as Record<string | number, unknown> | undefined)?.[key], value)
}

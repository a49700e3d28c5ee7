import type { z } from 'zod'
import { covers } from './names.ts'

/** What of a configuration is held against its other parts. */
interface Whole {
  readonly configVars: { readonly owner: string }
  readonly roles: Readonly<Record<string, Role>>
  readonly environments: Readonly<
    Record<string, { readonly app: string; readonly after?: string | undefined }>
  >
  readonly flagValues: { readonly on: readonly string[]; readonly off: readonly string[] }
  readonly otherSessions: readonly { readonly role?: string | undefined }[]
  readonly soak: { readonly hours: number; readonly checkpointHours: readonly number[] }
}

interface Role {
  readonly configVars: { readonly restricted: string; readonly flag?: string | undefined }
  readonly applications: readonly string[]
  readonly privileges: {
    readonly memberships: readonly string[]
    readonly platformRoles: readonly string[]
    readonly tables: {
      readonly named: Readonly<Record<string, unknown>>
      readonly mayBeMissing: readonly string[]
    }
    readonly appendOnly: { readonly tables: readonly string[]; readonly from: string }
  }
}

type Path = readonly (string | number)[]

interface Contradiction {
  readonly path: Path
  readonly message: string
}

/** Names that Postgres, RDS and Heroku keep for themselves (PostgreSQL, Reserved role names; the RDS User Guide; public dumps). */
const platformRole =
  /^(pg_.*|rds.*|heroku_admin|postgres|public|none|current_user|session_user|current_role)$/

/**
 * Adds an issue for each thing in the configuration that its other parts, or the platform, contradict.
 * @param written the configuration as it stands in the file, for the value at a path.
 * @param pathOf where in it a role's own keys are.
 */
export function refineWhole(
  whole: Whole,
  written: unknown,
  pathOf: (role: string) => Path,
  context: z.RefinementCtx,
): void {
  const roles = Object.entries(whole.roles).map(([name, role]) => ({ ...role, name, path: pathOf(name) }))
  for (const { path, message } of [...ofRoles(whole, roles), ...ofTheApp(whole, Object.keys(whole.roles))])
    context.addIssue({ code: 'custom', path: [...path], message, input: valueAt(written, path) })
}

/** A role with its name and the place of its keys. */
interface Placed extends Role {
  readonly name: string
  readonly path: Path
}

function ofRoles({ configVars }: Whole, roles: readonly Placed[]): Contradiction[] {
  const names = roles.map(({ name }) => name)
  const vars = [
    { path: ['configVars', 'owner'], value: configVars.owner },
    ...roles.flatMap(({ path, configVars: own }) =>
      Object.entries(own).flatMap(([key, value]) =>
        value === undefined ? [] : [{ path: [...path, 'configVars', key], value }],
      ),
    ),
  ]
  const applications = roles.flatMap(({ path, applications: own }) =>
    own.map((value, index) => ({ path: [...path, 'applications', index], value })),
  )
  return [
    ...secondOf(vars).map(({ path, first }) => ({
      path,
      message: `${first.join('.')} has that name already: each holds something else`,
    })),
    ...secondOf(applications).map(({ path, first }) => ({
      path,
      message: `${first.join('.')} is that already: nobody could tell whose a session is`,
    })),
    ...roles.flatMap((role) => [...ofName(role), ...ofPrivileges(role, names)]),
  ]
}

/** The key of the one role is its name; of several, the name is the key. */
function ofName({ name, path }: Placed): Contradiction[] {
  if (!platformRole.test(name)) return []
  return [
    {
      path: path.length === 0 ? ['role'] : path,
      message: "that name is the platform's: a role of your own is expected",
    },
  ]
}

/** Names that stand in two places which contradict each other, or in one that is about another in which they do not stand. */
function ofPrivileges({ name: role, path, privileges }: Placed, roles: readonly string[]): Contradiction[] {
  const { memberships, platformRoles, tables, appendOnly } = privileges
  const named = [...Object.keys(tables.named), ...appendOnly.tables]
  const isAlways = appendOnly.from === 'provisioned' || appendOnly.from === 'not-provisioned'
  const at = (...keys: Path): Path => [...path, 'privileges', ...keys]
  return [
    ...(memberships.includes(role)
      ? [{ path: at('memberships'), message: `${role} cannot be a member of itself` }]
      : []),
    ...where(platformRoles, (name) => roles.includes(name)).map((index) => ({
      path: at('platformRoles', index),
      message: "that is the app's own role, and not the platform's",
    })),
    ...where(
      tables.mayBeMissing,
      (entry) => !named.some((name) => name === entry || covers(entry, name)),
    ).map((index) => ({
      path: at('tables', 'mayBeMissing', index),
      message: 'tables.named and appendOnly have no such name: nothing is said of it that could be missing',
    })),
    ...where(appendOnly.tables, (name) => isAlways && name in tables.named).map((index) => ({
      path: at('appendOnly', 'tables', index),
      message: 'tables.named says something else of it, which is never in force: name it once',
    })),
  ]
}

function ofTheApp(
  { environments, flagValues, otherSessions, soak }: Whole,
  roles: readonly string[],
): Contradiction[] {
  const apps = Object.entries(environments).map(([name, { app }]) => ({
    path: ['environments', name, 'app'],
    value: app,
  }))
  return [
    ...where(flagValues.off, (value) => flagValues.on.includes(value)).map((index) => ({
      path: ['flagValues', 'off', index],
      message: 'flagValues.on has that value already',
    })),
    ...where(otherSessions, ({ role }) => role !== undefined && roles.includes(role)).map((index) => ({
      path: ['otherSessions', index, 'role'],
      message: "that is the app's own role: its sessions are judged, and not declared",
    })),
    ...secondOf(apps).map(({ path, first }) => ({
      path,
      message: `that is the app of ${first[1]} too: each environment has its own`,
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
    ...where(soak.checkpointHours, (hour) => hour > soak.hours).map((index) => ({
      path: ['soak', 'checkpointHours', index],
      message: `a checkpoint comes before the soak is over, at ${soak.hours} h`,
    })),
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

const where = <T>(all: readonly T[], is: (value: T) => boolean): number[] =>
  all.flatMap((value, index) => (is(value) ? [index] : []))

interface At {
  readonly path: Path
  readonly value: string
}

/** The places whose value an earlier one has too, with that one. */
function secondOf(places: readonly At[]): { path: Path; first: Path }[] {
  return places.flatMap(({ path, value }, index) => {
    const first = places.slice(0, index).find((earlier) => earlier.value === value)
    return first ? [{ path, first: first.path }] : []
  })
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, key) => (at as Record<string | number, unknown> | undefined)?.[key], value)
}

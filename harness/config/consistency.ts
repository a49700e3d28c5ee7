import type { z } from 'zod'

/** What of a configuration is held against its other parts. */
interface Whole {
  readonly role: string
  readonly configVars: { readonly owner: string; readonly restricted: string; readonly flag: string }
  readonly apps: Readonly<Record<string, { readonly app: string }>>
  readonly privileges: { readonly memberships: readonly string[] }
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

function contradictionsIn({ role, configVars, apps, privileges, soak }: Whole): Contradiction[] {
  return [
    ...(platformRole.test(role)
      ? [{ path: ['role'], message: "that name is the platform's: a role of your own is expected" }]
      : []),
    ...(privileges.memberships.includes(role)
      ? [{ path: ['privileges', 'memberships'], message: `${role} cannot be a member of itself` }]
      : []),
    ...secondOf(Object.entries(configVars)).map(([name, first]) => ({
      path: ['configVars', name],
      message: `configVars.${first} has that name already: each holds something else`,
    })),
    ...secondOf(Object.entries(apps).map(([name, { app }]) => [name, app])).map(([name, first]) => ({
      path: ['apps', name, 'app'],
      message: `that is the app of ${first} too: each environment has its own`,
    })),
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

import type { PrivilegePolicy } from './policy.ts'
import type { Runbook } from './schema.ts'
import { oneOf, UsageError } from './usage-error.ts'

/** How a role is switched, and by what else it is known in the app. */
export interface RoleInApp {
  readonly role: string
  /** `flag` is the var that switches the app: where it has no flag, that is `restricted` itself. */
  readonly configVars: { readonly restricted: string; readonly flag: string }
  /** None where it has no flag: then the app is on the role wherever the restricted URL is set. */
  readonly flagValues: Runbook['flagValues'] | undefined
  /** What its sessions call themselves, on the owner too; none where that is not said. */
  readonly applications: readonly string[]
  /** The process types that run as the role; any of the app's where that is not said. */
  readonly processTypes: readonly string[] | undefined
}

/**
 * What a run is about: one app and one role of it, and all that the configuration says of them. Plain data, so that it can be
 * handed to the workers that run the specs; no secret is in it.
 */
export interface Subject extends RoleInApp, Pick<Runbook, 'tell' | 'otherSessions' | 'soak' | 'signOff'> {
  /** Its name in the configuration. */
  readonly environment: string
  /** The Heroku app's name. */
  readonly app: string
  readonly configVars: RoleInApp['configVars'] & { readonly owner: string }
  /** The app's other roles, each the subject of runs of its own. */
  readonly otherRoles: readonly RoleInApp[]
  /** The relation that Step 5 looks at, as the role. */
  readonly spotCheck: string
  /** Whether a rehearsal has the schema that the source was written for, or the app's own. */
  readonly hasSourceSchema: boolean
  /** The attachment of its database. */
  readonly database: string
  /** What it waits for before it is changed: another environment's soak, an operator's sign-off. */
  readonly waitsFor: { readonly soakOf?: string; readonly signOff: boolean }
  /** `signed` where an operator signs for it; `trial` where it waits for nothing, and another is signed for. */
  readonly side: 'trial' | 'signed' | undefined
  /** What the role may do, in every phase: `policyInPhase` says what holds now. */
  readonly policy: PrivilegePolicy
  /** Where the app answers, where its smoke suite is, as configured for the live app. */
  readonly live: Omit<Runbook['environments'][string], 'app' | 'database' | 'after' | 'signOff'>
}

/** The names of the environments, in the configuration's order: one comes after those that it waits for. */
export function environmentsOf({ environments }: Runbook): readonly [string, ...string[]] {
  const [first, ...others] = Object.keys(environments)
  if (first === undefined) throw new Error('the configuration has no environment')
  return [first, ...others]
}

/** The names of the roles, in the configuration's order. */
export function rolesOf({ roles }: Runbook): readonly [string, ...string[]] {
  const [first, ...others] = Object.keys(roles)
  if (first === undefined) throw new Error('the configuration has no role')
  return [first, ...others]
}

/**
 * Returns the roles that were meant: the named one, else all of them.
 * @throws UsageError for a name that the configuration does not have.
 */
export function rolesNamed(config: Runbook, named: string | undefined, option = '--role'): readonly string[] {
  return named === undefined ? rolesOf(config) : [oneOf(option, named, rolesOf(config))]
}

/**
 * Returns the role that was meant, for what is done with one at a time.
 * @throws UsageError where there are several and none is named, or the name is none of theirs.
 */
export function roleNamed(config: Runbook, named: string | undefined, option = '--role'): string {
  const [first, ...others] = rolesNamed(config, named, option)
  if (first !== undefined && others.length === 0) return first
  throw new UsageError(
    `the configuration has several roles, and this is about one: ${option} is to be ${rolesOf(config).join(' or ')}. See docs/configuration.md.`,
  )
}

/**
 * Returns the part of the configuration that is about the app of this environment and this role; without a name, the first.
 * @throws Error for a name that the configuration does not have.
 */
export function subjectOf(
  config: Runbook,
  environment: string = environmentsOf(config)[0],
  role: string = rolesOf(config)[0],
): Subject {
  const found = config.environments[environment]
  if (!found) throw new Error(`the configuration has no environment ${environment}`)
  const own = config.roles[role]
  if (!own) throw new Error(`the configuration has no role ${role}`)
  const isSignedFor = Object.values(config.environments).some((one) => one.signOff)
  const { configVars, tell, otherSessions, soak } = config
  const rules = config.signOff
  const { app, database = configVars.owner.replace(/_URL$/, ''), after: soakOf, signOff, ...live } = found
  const otherRoles = rolesOf(config).filter((other) => other !== role)
  const inApp = roleInApp(config, role)
  return {
    environment,
    app,
    database,
    waitsFor: { ...(soakOf !== undefined && { soakOf }), signOff },
    side: signOff ? 'signed' : soakOf === undefined && isSignedFor ? 'trial' : undefined,
    ...inApp,
    configVars: { ...inApp.configVars, owner: configVars.owner },
    otherRoles: otherRoles.map((other) => roleInApp(config, other)),
    hasSourceSchema: config.rehearsal === undefined,
    tell,
    otherSessions,
    spotCheck: own.spotCheck,
    soak,
    signOff: rules,
    policy: own.privileges,
    live,
  }
}

/** What a command is told that is about a subject: `--env staging`, and `--role NAME` where the app has several. */
export function optionsFor(
  { environment, role, otherRoles }: Pick<Subject, 'environment' | 'role' | 'otherRoles'>,
  env: string = environment,
): string {
  return otherRoles.length > 0 ? `--env ${env} --role ${role}` : `--env ${env}`
}

function roleInApp({ roles, flagValues }: Runbook, role: string): RoleInApp {
  const own = roles[role]
  if (!own) throw new Error(`the configuration has no role ${role}`)
  const { configVars, applications, processTypes } = own
  return {
    role,
    configVars: { restricted: configVars.restricted, flag: configVars.flag ?? configVars.restricted },
    flagValues: configVars.flag === undefined ? undefined : flagValues,
    applications,
    processTypes,
  }
}

/** What the rehearsal reads of the policy: lists of privileges, in Postgres's words. */
export interface RehearsedPolicy {
  readonly schemas?: Readonly<Record<string, readonly string[]>>
  readonly tables: {
    readonly default: readonly string[]
    readonly named?: Rules
    readonly unclassified?: 'default' | 'refuse'
  }
  readonly appendOnly?: { readonly tables: readonly string[] }
  readonly views?: { readonly default: readonly string[]; readonly named?: Rules }
  readonly sequences?: {
    readonly default: readonly string[]
    readonly identity?: readonly string[]
    readonly named?: Rules
  }
  readonly functions?: { readonly named?: Rules }
}

type Rules = Readonly<Record<string, readonly string[]>>

/** What the rehearsal takes from the runbook's configuration: what both sides have to agree on. */
export type RehearsedRunbook = OfTheApp & (OfOneRole | OfSeveralRoles)

/** A restricted role of the app, as its runbook has it. */
export interface RehearsedRole {
  /** Its name, which is also its credential's. */
  readonly name: string
  readonly restricted: string
  readonly flag?: string
  readonly spotCheck: string
  readonly privileges: RehearsedPolicy
  /** What the processes that use it call themselves in Postgres, where that is said. */
  readonly application?: string
  /** The process type that it has a dyno of. */
  readonly processType: string
}

interface OfOneRole extends RoleItself {
  readonly role: string
  readonly configVars: VarsOfRole & { readonly owner: string }
}

interface OfSeveralRoles {
  readonly configVars: { readonly owner: string }
  readonly roles: Readonly<
    Record<
      string,
      RoleItself & {
        readonly configVars: VarsOfRole
        readonly processTypes?: readonly string[]
        readonly applications?: readonly string[]
      }
    >
  >
}

interface RoleItself {
  readonly spotCheck: string
  readonly privileges: RehearsedPolicy
}

interface VarsOfRole {
  readonly restricted: string
  readonly flag?: string
}

interface OfTheApp {
  /** What the app takes for on, where it is said; the stand-in has its own else. */
  readonly flagValues?: { readonly on: readonly string[] }
  readonly environments: Readonly<Record<string, { readonly app: string; readonly database?: string }>>
  /** The app's own schema and program, by path. */
  readonly rehearsal?: {
    readonly schema: string
    readonly migrations?: string
    readonly seed?: string
    readonly standIn?: string
  }
}

/**
 * The app's roles, each with a process type of its own to play it: the web dyno is of the first that names it, or else of the
 * first; each further one has the first of its process types that no other has, or one that is called as it is.
 */
export function rolesOf(runbook: RehearsedRunbook): readonly RehearsedRole[] {
  if (!('roles' in runbook)) {
    const { role, configVars, spotCheck, privileges } = runbook
    const { restricted, flag } = configVars
    return [{ name: role, restricted, ...(flag && { flag }), spotCheck, privileges, processType: 'web' }]
  }
  const roles = Object.entries(runbook.roles)
  const [ofWeb] = roles.find(([, { processTypes = [] }]) => processTypes.includes('web')) ?? roles[0] ?? []
  const taken = ['web']
  return roles.map(([name, { configVars, spotCheck, privileges, processTypes = [], applications = [] }]) => {
    const [application] = applications
    const processType = name === ofWeb ? 'web' : (processTypes.find((type) => !taken.includes(type)) ?? name)
    taken.push(processType)
    return {
      name,
      ...configVars,
      spotCheck,
      privileges,
      ...(application !== undefined && { application }),
      processType,
    }
  })
}

/** How often a process that nobody asks anything looks for work, in milliseconds. */
const pollsMs = 1_000

/** The environment variable by which the stand-in is told what the app's own code would know. */
export function standInEnvironment(
  { configVars: { owner }, flagValues, rehearsal }: RehearsedRunbook,
  { restricted, flag, spotCheck, application, processType }: RehearsedRole,
): Record<string, string> {
  return {
    STAND_IN: JSON.stringify({
      owner,
      restricted,
      flag,
      ...(flagValues && { on: flagValues.on }),
      ...(rehearsal && { reads: spotCheck }),
      ...(application !== undefined && { application }),
      ...(processType !== 'web' && { reads: spotCheck, pollsMs }),
    }),
  }
}

/** The value by which the app's flag is on. */
export const onValue = ({ flagValues }: RehearsedRunbook): string => flagValues?.on[0] ?? '1'

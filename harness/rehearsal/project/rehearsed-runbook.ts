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
export interface RehearsedRunbook {
  /** The restricted role, which is also its credential's name. */
  readonly role: string
  readonly configVars: { readonly owner: string; readonly restricted: string; readonly flag?: string }
  /** What the app takes for on, where it is said; the stand-in has its own else. */
  readonly flagValues?: { readonly on: readonly string[] }
  readonly environments: Readonly<Record<string, { readonly app: string; readonly database?: string }>>
  readonly spotCheck: string
  readonly privileges: RehearsedPolicy
  /** The app's own schema and program, by path. */
  readonly rehearsal?: {
    readonly schema: string
    readonly migrations?: string
    readonly seed?: string
    readonly standIn?: string
  }
}

/** The environment variable by which the stand-in is told what the app's own code would know. */
export function standInEnvironment(runbook: RehearsedRunbook): Record<string, string> {
  const { configVars, flagValues, spotCheck, rehearsal } = runbook
  return {
    STAND_IN: JSON.stringify({
      ...configVars,
      ...(flagValues && { on: flagValues.on }),
      ...(rehearsal && { reads: spotCheck }),
    }),
  }
}

/** The value by which the app's flag is on. */
export const onValue = ({ flagValues }: RehearsedRunbook): string => flagValues?.on[0] ?? '1'

/** What the rehearsal takes from the runbook's configuration: the names that both sides have to agree on. */
export interface RehearsedRunbook {
  /** The restricted role, which is also its credential's name. */
  readonly role: string
  readonly configVars: { readonly owner: string; readonly restricted: string; readonly flag: string }
  /** What the app takes for on, where it is said; the stand-in has its own else. */
  readonly flagValues?: { readonly on: readonly string[] }
  readonly environments: Readonly<Record<string, { readonly app: string; readonly database?: string }>>
}

/** The environment variable by which the stand-in is told the names that the app's own code would have. */
export function standInEnvironment({ configVars, flagValues }: RehearsedRunbook): Record<string, string> {
  return { STAND_IN: JSON.stringify({ ...configVars, ...(flagValues && { on: flagValues.on }) }) }
}

/** What the rehearsal takes from the runbook's configuration: the names that both sides have to agree on. */
export interface RehearsedRunbook {
  /** The restricted role, which is also its credential's name. */
  readonly role: string
  readonly configVars: { readonly restricted: string; readonly flag: string }
  readonly apps: { readonly staging: { readonly app: string }; readonly prod: { readonly app: string } }
}

/** What a new credential may do before the runbook's grants: Heroku's documentation says `none`, the source runbook `select` (F8). */
export type NewCredentialGrants = 'none' | 'select'

/** When a credential that was asked for becomes active: after a time, or after having been looked at so many times. */
type CredentialProvisioning = { readonly ms: number } | { readonly polls: number }

/**
 * What `addons:upgrade` from Essential to another tier answers. Heroku's documentation ("Changing the Plan of a Heroku
 * Postgres database") names no such way, so `refuse` is the default; the source runbook expects `accept` (F13).
 */
type EssentialUpgrade = 'refuse' | 'accept'

/**
 * How a credential other than the default one rotates: with its new password at once, or with a temporary user until the
 * rotation is finished, which is what the CLI announces (commands/pg/credentials/rotate.js).
 */
type Rotation = 'at-once' | 'in-steps'

/** What can be turned while the platform runs. */
export interface Settings {
  newCredentialGrants: NewCredentialGrants
  credentialProvisioning: CredentialProvisioning
  essentialUpgrade: EssentialUpgrade
  rotation: Rotation
}

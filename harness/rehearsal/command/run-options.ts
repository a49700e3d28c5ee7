import type { NewCredentialGrants } from '../account/settings.ts'
import type { Variants } from '../postgres/database/variants.ts'
import type { ProfileName } from '../postgres/profiles/profile.ts'
import type { PostgresBase } from '../postgres/server/postgres-server.ts'

/** What `pnpm platform` can be asked for, apart from where it reports. */
export interface RunOptions extends Variants {
  /** The environments of the runbook whose apps there are; all where none is named. */
  readonly environment: readonly string[] | undefined
  readonly plan: string
  readonly newCredentialGrants: NewCredentialGrants
  readonly credentialProvisioningMs: number
  /** Whether the runbook has been carried out on the apps already. */
  readonly provisioned: boolean
  readonly profile: ProfileName
  readonly postgres: PostgresBase
  readonly postgresMajor: number | undefined
  readonly logStatements: boolean
}

import { randomBytes } from 'node:crypto'

/** The states of the Data API that the simulation passes through. */
type CredentialState = 'provisioning' | 'active' | 'rotating' | 'revoking'

/** One Postgres role behind a credential: while a credential rotates it has two. */
export interface CredentialUser {
  readonly user: string
  password: string
  state: CredentialState
}

/** A credential of a database. The one named `default` is the owner. */
export interface Credential {
  readonly name: string
  readonly users: CredentialUser[]
  state: CredentialState
  /** How many more times it is looked at before it is active, where provisioning is counted in polls. */
  pollsLeft: number
}

/** A password in the shape Heroku gives them: `p` and 64 hexadecimal digits. */
export function newPassword(): string {
  return `p${randomBytes(32).toString('hex')}`
}

/** The user whose URL the credential answers with, or undefined while none is active. */
export function activeUser(credential: Credential): CredentialUser | undefined {
  return credential.users.find((user) => user.state === 'active')
}

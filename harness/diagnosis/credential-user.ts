import { runbook } from '../../runbook.config.ts'

const { role } = runbook

/** The second user that a rotation logs in by until it is finished (heroku 11, commands/pg/credentials/rotate.js). */
export const rotatingUser = `${role}-rotating`

/** Whether a login name is the restricted credential's: its role, or the second user of a rotation under way. */
export function isCredentialUser(name: string): boolean {
  return name === role || name === rotatingUser
}

import { runbook } from '../../runbook.config.ts'
import type { Finding } from '../evidence/finding.ts'
import type { HerokuApp } from '../heroku/app.ts'
import type { Postgres } from '../postgres/postgres.ts'
import { RoleNotFoundError } from '../privileges/snapshot/read-privileges.ts'
import type { Scene } from './failure-mode.ts'

const { configVars, role } = runbook

/** Whether Postgres has a role of this name. */
export async function roleExists(owner: Postgres, name: string = role): Promise<boolean> {
  const roles = await owner.rows('SELECT FROM pg_catalog.pg_roles WHERE rolname = $1', [name])
  return roles.length > 0
}

/** Whether the flag asks for the role now. */
export async function isSwitchedOn(app: HerokuApp): Promise<boolean> {
  return (await app.configVars()).get(configVars.flag) === '1'
}

/**
 * Whether the app is on the role or was: a flag that is not 1 and that more than one release set has been 1 between. One
 * release alone may have set it to 0 beforehand, as on prod while staging soaks (finding F7).
 */
export async function wasSwitchedOn(app: HerokuApp): Promise<boolean> {
  if (await isSwitchedOn(app)) return true
  const releases = await app.releases()
  return releases.filter(({ description }) => description.includes(configVars.flag)).length > 1
}

/** Where the role's privileges are not the policy's. A role that is not there has none that could be wrong. */
export async function privilegeFindings({ privileges }: Scene): Promise<readonly Finding[]> {
  try {
    return await privileges.findings()
  } catch (error) {
    if (error instanceof RoleNotFoundError) return []
    throw error
  }
}

/** The command that carries out the steps of the runbook which are not in order, and no other. */
export function provisionCommand({ subject }: Pick<Scene, 'subject'>): string {
  return `RUNBOOK_ALLOW_PROVISION=${subject.app} pnpm test:provision --env ${subject.environment}`
}

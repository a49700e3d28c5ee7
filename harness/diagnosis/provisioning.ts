import { runbook } from '../../runbook.config.ts'
import type { HerokuApp } from '../heroku/app.ts'
import type { Postgres } from '../postgres/postgres.ts'
import { RoleNotFoundError } from '../privileges/snapshot.ts'
import type { Finding } from '../runbook/finding.ts'
import { flagRelease } from '../target/phase.ts'
import type { Scene } from './failure-mode.ts'

const { configVars, role } = runbook

/** Whether Postgres has a role of this name. */
export async function roleExists(owner: Postgres, name: string = role): Promise<boolean> {
  const roles = await owner.rows('SELECT FROM pg_catalog.pg_roles WHERE rolname = $1', [name])
  return roles.length > 0
}

/** Whether somebody has set the flag already, as the last step of provisioning does; a rollback leaves it at 0. */
export async function flagWasSet(app: HerokuApp): Promise<boolean> {
  if ((await app.configVars()).get(configVars.flag) !== undefined) return true
  return flagRelease(await app.releases(), configVars.flag) !== undefined
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
export function provisionCommand({ target }: Pick<Scene, 'target'>): string {
  return `RUNBOOK_ALLOW_PROVISION=${target.app} pnpm test:provision --env ${target.environment}`
}

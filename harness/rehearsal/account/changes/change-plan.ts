import type { Account } from '../account.ts'
import type { Addon } from '../addon.ts'
import { connectionLimit, isEssential, isPlan } from '../plan.ts'
import { invalidParams, unprocessable } from '../refusal.ts'
import { createRelease } from './releases.ts'

/** Puts an add-on on a plan, with the number of connections that goes with it. */
export async function putOnPlan(addon: Addon, plan: string): Promise<void> {
  await addon.database.limitConnections(connectionLimit(plan))
  addon.plan = plan
}

/**
 * Moves an add-on to another plan, e.g. `heroku-postgresql:standard-0`: one release. Throws for a plan there is not (the
 * CLI lists the plans after that text: commands/addons/upgrade.js), and for Essential to another tier unless the settings
 * accept it; the text of that refusal is a guess.
 */
export async function changePlan(account: Account, addon: Addon, planName: string): Promise<void> {
  const [service, plan = ''] = planName.split(':')
  if (service !== 'heroku-postgresql' || !isPlan(plan)) {
    throw invalidParams(`Couldn't find either the add-on service or the add-on plan of "${planName}".`)
  }
  const leavesEssential = isEssential(addon.plan) && !isEssential(plan)
  if (leavesEssential && account.settings.essentialUpgrade === 'refuse') {
    throw unprocessable(
      `You can't change ${addon.name} from ${addon.plan} to ${plan}: an Essential-tier database can only be changed to another Essential-tier plan. (The text is the rehearsal platform's guess.)`,
    )
  }
  await putOnPlan(addon, plan)
  createRelease(addon.app, `Update ${addon.name} to heroku-postgresql:${plan}`)
}

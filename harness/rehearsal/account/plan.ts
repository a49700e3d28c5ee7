const tierCents = new Map([
  ['essential', 500],
  ['standard', 5_000],
  ['premium', 20_000],
  ['private', 30_000],
  ['shield', 36_000],
])

const pattern = /^(essential-[0-2]|(standard|premium|private|shield)-[0-9])$/

/** Whether this is a plan of Heroku Postgres the platform knows, e.g. `standard-0` (Dev Center, "Choosing the Right Heroku Postgres Plan"). */
export function isPlan(plan: string): boolean {
  return pattern.test(plan)
}

/** What a plan may be, for a usage message. */
export const planHelp = 'essential-0 to essential-2, or standard-N, premium-N, private-N, shield-N'

/** Essential databases have no credentials but the default one (Dev Center, "Heroku Postgres Credentials"). */
export function isEssential(plan: string): boolean {
  return plan.startsWith('essential')
}

/** The plan as `heroku pg:info` prints it: `Standard 0`. */
export function planTitle(plan: string): string {
  return plan.charAt(0).toUpperCase() + plan.slice(1).replace('-', ' ')
}

/** A price in cents a month, of the right order; the runbook reads none. */
export function planPrice(plan: string) {
  const [tier = '', level] = plan.split('-')
  return {
    cents: (tierCents.get(tier) ?? 0) * (Number(level) + 1),
    contract: false,
    metered: false,
    unit: 'month',
  }
}

/** How many connections a plan allows (Dev Center: 20 on Essential, 120 on Standard-0). */
export function connectionLimit(plan: string): number {
  return isEssential(plan) ? 20 : 120
}

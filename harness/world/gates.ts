import type { Subject } from '../config/subject.ts'
import { Refusal } from '../evidence/refusal.ts'

/**
 * Lets something that changes the app at a live one, or not: asked for before a run begins, and held to wherever the app
 * would be changed.
 * @throws Refusal where RUNBOOK_ALLOW_PROVISION does not name the app, and for prod, which waits for a sign-off.
 */
export function allowMutation({ environment, app }: Subject, env: NodeJS.ProcessEnv): void {
  if (environment === 'prod') {
    throw new Refusal(
      `${app} is prod: it is cut over only after a clean 72 h soak of staging and the operator's sign-off (RM-10), which this version cannot take yet. Practise it with \`pnpm rehearse\`.`,
    )
  }
  const allowed = env['RUNBOOK_ALLOW_PROVISION']
  if (allowed === app) return
  throw new Refusal(
    `this would change ${app}: set RUNBOOK_ALLOW_PROVISION=${app} to allow it${allowed ? ` (it is '${allowed}')` : ''}, or add --dry-run to see what it would do.`,
  )
}

import type { Subject } from '../config/subject.ts'
import { Refusal } from '../evidence/refusal.ts'

/**
 * Lets a mutating suite at a live app, or not.
 * @throws Refusal where RUNBOOK_ALLOW_PROVISION does not name the app, and for prod, which waits for a sign-off.
 */
export function allowMutation(subject: Subject, env: NodeJS.ProcessEnv): void {
  if (subject.environment === 'prod') {
    throw new Refusal(
      `${subject.app} is prod: it is cut over only after a clean 72 h soak of staging and the operator's sign-off (RM-10), which this version cannot take yet. Practise it with \`pnpm rehearse\`.`,
    )
  }
  const allowed = env['RUNBOOK_ALLOW_PROVISION']
  if (allowed === subject.app) return
  throw new Refusal(
    `this would change ${subject.app}: set RUNBOOK_ALLOW_PROVISION=${subject.app} to allow it${allowed ? ` (it is '${allowed}')` : ''}, or add --dry-run to see what it would do.`,
  )
}

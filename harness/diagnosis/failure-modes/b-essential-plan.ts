import type { FailureMode } from '../failure-mode.ts'
import { planFindings } from '../plan.ts'

/** The plan cannot have a second credential. */
export const essentialPlan: FailureMode = {
  id: 'b-essential-plan',
  letter: 'B',
  title: 'The plan of the database can have a second credential',
  tell: 'operator',
  explainedBy: [],
  look: async ({ app }) => planFindings(await app.database(), app.name),
}

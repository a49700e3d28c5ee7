import { policyInPhase, policySchema } from '../harness/config/policy.ts'

/** What the bench's databases are held to, and are: everything on every table, USAGE on every sequence. */
export const benchPolicy = policyInPhase(
  policySchema.parse({
    tables: { default: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] },
    sequences: { default: ['USAGE'] },
  }),
  'cut-over',
)

import { met } from '../../harness/runbook/conditions.ts'
import { step } from '../../harness/runbook/step.ts'
import { subject } from '../../harness/runbook/subject.ts'
import { roleHasItsPolicy } from '../../harness/verdicts/database/privileges.ts'

const { role } = subject

step(
  'grants',
  `Step 4. Bring ${role} to its policy: the GRANT and REVOKE statements, as the owner`,
  {
    source: 'R18, F2, F3, F5, F8',
    why: 'In one transaction, planned from the declared policy: the block in the source grants no SELECT and gives back UPDATE on the audit trail.',
    expect: 'GRANT, REVOKE and at the end COMMIT; after an error nothing is changed',
    until: met(roleHasItsPolicy),
  },
  async ({ privileges, note }) => {
    const { statements } = await privileges.bringToPolicy()
    note(`${statements.length} statement(s)`)
  },
)

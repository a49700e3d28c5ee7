import { check } from '../../harness/runbook/check.ts'
import { holds } from '../../harness/runbook/conditions.ts'
import { subject } from '../../harness/runbook/subject.ts'
import { roleHasItsPolicy } from '../../harness/verdicts/database/privileges.ts'

const { role } = subject

check(
  'privileges',
  `${role} can do exactly what the policy says: every relation, through every way there is`,
  {
    symptom: `${role} can do more, or less, than the policy says`,
    source: 'R8, R4, F9',
    why: 'Effective privileges, not ACL text: `\\dp | grep` does not see PUBLIC, membership, ownership, columns or views.',
  },
  holds(roleHasItsPolicy),
)

check(
  'behaviour',
  'Postgres behaves as its catalogue says',
  {
    symptom: 'Postgres behaves otherwise than its catalogue says',
    source: 'R28',
    why: 'Tried as the role itself with EXPLAIN, which checks privileges and executes nothing.',
  },
  async ({ privileges, note, keepRights }) => {
    const { findings, probed, notProbed, rights } = await privileges.behaviour()
    note(`tried on ${probed} relations, not tried on ${notProbed}`)
    keepRights(rights)
    return findings
  },
)

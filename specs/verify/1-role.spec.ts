import { check } from '../../harness/runbook/check.ts'
import { holds } from '../../harness/runbook/conditions.ts'
import { subject } from '../../harness/runbook/subject.ts'
import { restrictedUrlLogsIn, roleIsThere } from '../../harness/verdicts/database/role-logs-in.ts'

const { role, configVars } = subject

check(
  'role-can-log-in',
  `${role} exists and can log in`,
  {
    symptom: `${role} is not there, or cannot log in`,
    source: 'R7, R3',
  },
  holds(roleIsThere),
)

check(
  'url-logs-in',
  `The app's own URL, ${configVars.restricted}, logs in as ${role}`,
  {
    symptom: `${configVars.restricted} does not log in as ${role}`,
    source: 'R7',
    why: 'While a rotation is under way the user is another one, a member of the role.',
  },
  holds(restrictedUrlLogsIn),
)

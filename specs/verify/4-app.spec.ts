import { connectionFindings } from '../../harness/diagnosis/connections.ts'
import { dynoFindings } from '../../harness/diagnosis/dynos.ts'
import { healthFindings } from '../../harness/diagnosis/health.ts'
import { denialFindings } from '../../harness/diagnosis/log.ts'
import { check } from '../../harness/runbook/check.ts'
import { subject } from '../../harness/runbook/subject.ts'

const { role, configVars } = subject

check(
  'dynos',
  'Every dyno is up and runs the newest release',
  {
    source: 'F11',
    why: 'A dyno of an older release runs with the config vars of that release.',
  },
  dynoFindings,
)

check('app-answers', 'The app answers', { source: 'R20' }, healthFindings)

check(
  'connections',
  `The app's connections follow ${configVars.flag}: with 1 they are ${role}'s, and none is the owner's`,
  {
    source: 'R6',
    why: 'Read from the live connections, not from log text.',
  },
  connectionFindings,
)

check(
  'no-denials',
  'No "permission denied" in the log since the flag was set',
  {
    source: 'R20, R4, F1, F16',
    why: 'All the lines that Heroku still has, and how far back they reach is noted: a quiet tail of 100 lines proves little.',
  },
  denialFindings,
)

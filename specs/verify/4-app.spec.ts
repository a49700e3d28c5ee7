import { check } from '../../harness/runbook/check.ts'
import { holds } from '../../harness/runbook/conditions.ts'
import { subject } from '../../harness/runbook/subject.ts'
import { connectionsFollowFlag } from '../../harness/verdicts/app/connections.ts'
import { dynosAreCurrent } from '../../harness/verdicts/app/dynos.ts'
import { appAnswers } from '../../harness/verdicts/app/health.ts'
import { onlyTheRoleRan } from '../../harness/verdicts/app/ran-since.ts'
import { everySessionIsKnown } from '../../harness/verdicts/app/unknown-session.ts'
import { workWasDone } from '../../harness/verdicts/app/work-was-done.ts'
import { logShowsDenials } from '../../harness/verdicts/log/log-shows-denials.ts'
import { nothingWasDenied } from '../../harness/verdicts/log/no-denials.ts'

const { role, configVars } = subject

check(
  'dynos',
  'Every dyno is up and runs the newest release',
  {
    symptom: 'A dyno is down or runs an older release, or there is none',
    source: 'F11',
    why: 'A dyno of an older release runs with the config vars of that release.',
  },
  holds(dynosAreCurrent),
)

check(
  'app-answers',
  'The app answers',
  {
    symptom: 'The app does not answer, or what answers is not the app',
    source: 'R20',
  },
  holds(appAnswers),
)

check(
  'connections',
  `The app's connections follow ${configVars.flag}: with it on they are ${role}'s, and none is the owner's`,
  {
    symptom: `The app is connected by the other credential than ${configVars.flag} asks for`,
    source: 'R6',
    why: 'Read from the live connections, not from log text.',
  },
  holds(connectionsFollowFlag),
)

check(
  'nobody-else',
  'Nobody is connected to the database whom this runbook does not know',
  {
    symptom: 'Somebody is connected to the database whom this runbook does not know',
    source: 'R6, R33',
    why: 'A session of a third role, of whatever database of the server, reaches data that no policy here accounts for. Name it in otherSessions if it is to be there.',
  },
  holds(everySessionIsKnown),
)

check(
  'statements',
  onlyTheRoleRan.title(subject),
  {
    symptom: onlyTheRoleRan.symptom(subject),
    source: 'R6, R33',
    why: 'A worker that opens a session for a tenth of a second is seen by nobody who looks for two. What a release phase runs is left out; what the counts cannot tell is noted.',
  },
  holds(onlyTheRoleRan),
)

check(
  'work',
  `${role} has done work since the last look`,
  {
    symptom: `${role} has done no work since the last look`,
    source: 'R37',
    why: 'Where the app does nothing, as scaled to zero overnight, nothing can be denied to it, and a soak proves nothing.',
  },
  holds(workWasDone),
)

check(
  'log-shows-denials',
  'The log shows what Postgres denies: one denial that was asked for came back, where it can',
  {
    symptom: 'The log did not bring back one denial that was asked for',
    source: 'R20, F1',
    why: 'A log in which no denial ever shows looks like one in which there was none. As the role, one table is asked for that it must not read.',
  },
  holds(logShowsDenials),
)

check(
  'no-denials',
  'Postgres denied the app nothing in the log, since the flag was set or the time you named',
  {
    symptom: 'Postgres denied the app something: the log says permission denied',
    source: 'R20, R4, F1, F16',
    why: 'All the lines that Heroku still has, and how far back they reach is noted: a quiet tail of 100 lines proves little.',
  },
  holds(nothingWasDenied),
)

import { withoutSmoke } from '../../harness/runbook/applies.ts'
import { check } from '../../harness/runbook/check.ts'
import { all, dynosWereReplaced, holds, holdsAtTheEnd, met } from '../../harness/runbook/conditions.ts'
import { theAppsAnswer, theAppsConnections } from '../../harness/runbook/shared/look-by-hand.ts'
import { toTheRole } from '../../harness/runbook/shared/switch.ts'
import { step } from '../../harness/runbook/step.ts'
import { subject } from '../../harness/runbook/subject.ts'
import { dynosAreCurrent } from '../../harness/verdicts/app/dynos.ts'
import { appAnswers } from '../../harness/verdicts/app/health.ts'
import { smokePasses } from '../../harness/verdicts/app/smoke-passes.ts'
import { isOnTheRole } from '../../harness/verdicts/app/switched.ts'
import { nothingWasDenied } from '../../harness/verdicts/log/no-denials.ts'

const { role, configVars, app, live } = subject

step(
  'switch-on',
  `Step 6. Switch the app to ${role}: ${toTheRole.words}`,
  {
    source: 'R20, F6, F7',
    why: 'From here on the soak counts. The exit status of config:set is read, and the var is read back.',
    byHand: [`heroku ps -a ${app}`],
    expect: 'every dyno up, and started anew',
    until: all(toTheRole.isDone, met(dynosAreCurrent)),
    timeoutMs: 120_000,
  },
  toTheRole.act,
)

step(
  'restart',
  'Step 6. Restart the app',
  {
    source: 'R20, F11',
    why: 'The source has it here. config:set has restarted the dynos already, so this is the second restart.',
    byHand: [`heroku ps -a ${app}`],
    expect: 'every dyno up, and started anew',
    remember: (given) => given.app.dynos(),
    until: dynosWereReplaced,
    timeoutMs: 120_000,
  },
  async ({ heroku }) => {
    await heroku`restart`
  },
)

check(
  'app-answers',
  'Step 6. The app answers',
  {
    symptom: 'Step 6. The app does not answer, or what answers is not the app',
    source: 'R20',
    byHand: [theAppsAnswer],
    expect: 'the answer of a healthy app',
  },
  holds(appAnswers),
)

check(
  'smoke',
  'Step 6. The smoke suite passes',
  {
    source: 'R20',
    byHand: [`(cd "\${RUNBOOK_APP_DIR:-.}" && ${live.smoke?.join(' ')})`],
    expect: 'exit status 0, in the checkout of the app',
    notHere: withoutSmoke,
  },
  holds(smokePasses),
)

check(
  'no-denials',
  'Step 6. Postgres denied the app nothing in the log, since the flag was set or the time you named',
  {
    symptom: 'Step 6. Postgres denied the app something: the log says permission denied',
    source: 'R20, F1, F16',
    byHand: [`heroku logs -n 1500 -a ${app} | { ! grep -i 'permission denied'; }`],
    expect: 'no line',
  },
  holds(nothingWasDenied),
)

check(
  'connections',
  `Step 6. In the end ${configVars.flag} is on, and the app is connected as ${role}, not as the owner`,
  {
    symptom: `Step 6. In the end ${configVars.flag} is not on, or the app is not connected as ${role}`,
    source: 'R6',
    why: 'Read afresh, whatever was read before: somebody else may have rolled back meanwhile.',
    byHand: [theAppsConnections],
    expect: `${role}, and not the owner`,
  },
  holdsAtTheEnd(isOnTheRole),
)

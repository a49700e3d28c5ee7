import { check } from '../../harness/runbook/check.ts'
import { all, holds, holdsAtTheEnd, met } from '../../harness/runbook/conditions.ts'
import { theAppsAnswer, theAppsConnections } from '../../harness/runbook/shared/look-by-hand.ts'
import { toTheRole } from '../../harness/runbook/shared/switch.ts'
import { step } from '../../harness/runbook/step.ts'
import { subject } from '../../harness/runbook/subject.ts'
import { sentence } from '../../harness/text/sentence.ts'
import { dynosAreCurrent } from '../../harness/verdicts/app/dynos.ts'
import { appAnswers } from '../../harness/verdicts/app/health.ts'
import { isOnTheRole } from '../../harness/verdicts/app/switched.ts'

const { role, configVars, app } = subject

step(
  're-enable',
  `Re-enable. ${sentence(toTheRole.words)}`,
  {
    source: 'R25',
    why: 'One config:set is all it takes.',
    byHand: [`heroku ps -a ${app}`],
    expect: 'every dyno up, and started anew',
    until: all(toTheRole.isDone, met(dynosAreCurrent)),
    timeoutMs: 120_000,
  },
  toTheRole.act,
)

check(
  're-enable-answers',
  'Re-enable. The app answers',
  {
    source: 'R25',
    byHand: [theAppsAnswer],
    expect: 'the answer of a healthy app',
    symptom: 'Re-enable. The app does not answer as a healthy one',
  },
  holds(appAnswers),
)

check(
  're-enable-connections',
  `Re-enable. In the end ${configVars.flag} is on, and the app is connected as ${role} again`,
  {
    source: 'R25, R6',
    byHand: [theAppsConnections],
    expect: `${role}, and not the owner`,
    symptom: `Re-enable. In the end ${configVars.flag} is not on, or the app is not connected as ${role}`,
  },
  holdsAtTheEnd(isOnTheRole),
)

import { check } from '../../harness/runbook/check.ts'
import { all, dynosWereReplaced, holdsAtTheEnd, isSeen, met } from '../../harness/runbook/conditions.ts'
import { firstAnswer } from '../../harness/runbook/shared/first-answer.ts'
import { theAppsAnswer, theAppsConnections, theRole } from '../../harness/runbook/shared/look-by-hand.ts'
import { toTheOwner } from '../../harness/runbook/shared/switch.ts'
import { step } from '../../harness/runbook/step.ts'
import { subject } from '../../harness/runbook/subject.ts'
import { sentence } from '../../harness/text/sentence.ts'
import { dynosAreCurrent } from '../../harness/verdicts/app/dynos.ts'
import { isOnTheOwner } from '../../harness/verdicts/app/switched.ts'
import { roleInPlace } from '../../harness/verdicts/database/role-in-place.ts'

const { configVars, app, role } = subject
const inPlace = roleInPlace()

step(
  'rollback',
  `Rollback. ${sentence(toTheOwner.words)}, which starts every dyno anew`,
  {
    source: 'R25, R26, F11',
    why: 'No code deploy, no migration, no data touched: the app falls back to the owner. Where the flag is off already, the restart is what is left of the source.',
    async remember(given) {
      inPlace.remember(given)
      return given.app.dynos()
    },
    byHand: [`heroku ps -a ${app}`],
    expect: 'every dyno up, and started anew',
    until: (given, before) =>
      all(toTheOwner.isDone, met(dynosAreCurrent), (world) => dynosWereReplaced(world, before))(given),
    timeoutMs: 120_000,
    attempts: 3,
  },
  async (given) => {
    const wasOff = await isSeen(toTheOwner.isDone, given)
    // Though it is off: somebody may be about to set it, and setting what is set already does no harm.
    await toTheOwner.act(given)
    if (wasOff) await given.heroku`restart`
  },
)

check(
  'rollback-answers',
  'Rollback. The app answers, on the owner',
  {
    source: 'R25, R26',
    byHand: [theAppsAnswer],
    expect: 'the answer of a healthy app',
    symptom: 'Rollback. The app does not answer as a healthy one, on the owner',
    why: 'Timed, from the beginning to the first healthy answer. While the database lets nobody in nobody can tell.',
  },
  firstAnswer,
)

check(
  'rollback-leaves-role',
  'Rollback. The role and its grants are left as they were',
  {
    source: 'R25, R27',
    byHand: [theRole],
    expect: `${role} | t, where it was there before`,
    symptom: `Rollback. ${role} is not what it was before the rollback`,
    why: 'So that going forward again is a single config:set. Where provisioning has not come so far there is nothing to leave.',
  },
  inPlace.findings,
)

check(
  'rollback-connections',
  `Rollback. In the end ${configVars.flag} is off, and the app's connections are the owner's`,
  {
    source: 'R25',
    byHand: [theAppsConnections],
    expect: `the owner, and not ${role}`,
    symptom: `Rollback. In the end ${configVars.flag} is not off, or the app's connections are not the owner's`,
    why: 'Read afresh, whatever was read before: somebody else may have switched the app meanwhile.',
  },
  holdsAtTheEnd(isOnTheOwner),
)

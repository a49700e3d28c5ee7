import type { Sight } from '../../observations/observations.ts'
import type { Settings } from '../../observations/settings.ts'
import type { FailureMode } from '../failure-mode.ts'
import type { Names } from '../rule.ts'
import { behindFindings, type DynoFacts, dynosAreCurrent } from './dynos.ts'
import { appAnswers, type HealthFacts, healthFindings, nobodyReached, observeHealth } from './health.ts'

interface Facts {
  readonly settings: Settings
  /** Looked at where it is this failure mode's business. */
  readonly dynos?: DynoFacts
  readonly health?: HealthFacts
}

const observeWhere =
  (isOurs: (settings: Settings) => boolean) =>
  async (sight: Sight): Promise<Facts> => {
    const settings = await sight.settings()
    if (!isOurs(settings)) return { settings }
    return { settings, dynos: await dynosAreCurrent.observe(sight), health: await observeHealth(sight) }
  }

const unseen = ({ health }: Facts): string | undefined => health && nobodyReached(health)

/** The app is down on the role, and none of the reasons this runbook knows is there. */
export const appUnhealthy: FailureMode<Facts> = {
  id: 'app-unhealthy',
  title: () => 'The app answers on the role, and every dyno runs the newest release',
  symptom: () => 'The app does not answer, on the role, or a dyno does not run the newest release',
  tell: 'developer',
  explainedBy: [
    'a-rds-password',
    'database-down',
    'no-dynos',
    'role-missing',
    'stale-url',
    'rotation-under-way',
    'login-refused',
    'foreign-owned-relation',
    'c-forgotten-grant',
    'd-missing-url',
    'privilege-drift',
    'denied-by-policy',
  ],
  observe: observeWhere(({ flag }) => flag === 'on'),
  judge: ({ dynos, health }, asked) =>
    dynos && health ? [...behindFindings(dynos, asked.subject), ...appAnswers.judge(health, asked)] : [],
  unseen,
  saw: ({ health }) => (health ? '' : 'it is not on the role'),
}

/** The app is down though it is on the owner: whatever is the matter with the role is not the reason. */
export const appUnhealthyOnOwner: FailureMode<Facts> = {
  id: 'app-unhealthy-on-owner',
  title: () => 'The app answers on the owner, and every dyno runs the newest release',
  symptom: () => 'The app does not answer, on the owner, or a dyno does not run the newest release',
  tell: 'developer',
  explainedBy: ['database-down', 'no-dynos'],
  observe: observeWhere(({ flag }) => flag !== 'on'),
  judge: ({ dynos, health }, { subject }) =>
    dynos && health
      ? [...behindFindings(dynos, subject), ...healthFindings(health, subject, tellTheDeveloper(subject))]
      : [],
  unseen,
  saw: ({ health }) => (health ? '' : 'it is not meant to be on the owner'),
}

const tellTheDeveloper = ({ tell }: Names) => ({
  help: `The app is not on the role, so there is nothing to roll back: tell ${tell.developer}.`,
})

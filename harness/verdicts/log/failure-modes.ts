import { seeing } from '../../observations/sight.ts'
import type { FailureMode } from '../failure-mode.ts'
import { type DenialFacts, type Denied, deniedSince } from './denials.ts'
import { cutOff, deniedFinding } from './no-denials.ts'

const observe: FailureMode<DenialFacts>['observe'] = seeing('log', 'releases', 'privileges', 'checkpoints')

const judging =
  (standings: readonly Denied['standing'][]): FailureMode<DenialFacts>['judge'] =>
  (facts, asked) =>
    deniedSince(facts, asked)
      .filter(({ standing }) => standings.includes(standing))
      .map((denied) => deniedFinding(denied, asked))

/** The app was denied what its policy forbids: a fault of the app's, or a policy that is too narrow. */
export const deniedByPolicy: FailureMode<DenialFacts> = {
  id: 'denied-by-policy',
  title: () => 'The app asks for nothing that its policy forbids',
  symptom: () => 'The app asks for what its policy forbids: permission denied',
  tell: 'developer',
  explainedBy: ['a-rds-password', 'half-provisioned', 'role-missing'],
  observe,
  judge: judging(['forbidden', 'partly']),
  unseen: cutOff,
  saw: () => '',
}

/** The app was denied something that it may do now, or nobody can tell what: the line counts until it is dated. */
export const deniedBefore: FailureMode<DenialFacts> = {
  id: 'denied-before',
  title: () => 'The log has no denial of what the role may do now',
  symptom: () => 'The log has a denial of what the role may do now: nobody can tell when that was mended',
  tell: 'operator',
  explainedBy: ['a-rds-password', 'half-provisioned', 'role-missing', 'foreign-owned-relation'],
  observe,
  judge: judging(['granted']),
  unseen: cutOff,
  saw: () => '',
}

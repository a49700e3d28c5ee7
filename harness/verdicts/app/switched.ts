import type { Settings } from '../../observations/settings.ts'
import { flagIsOff, flagIsOn } from '../config-vars/flag.ts'
import type { Rule } from '../rule.ts'
import { type ConnectionFacts, connectionsFollowFlag, connectionsFollowFlagNow } from './connections.ts'

/** The flag is on, and the app's sessions are the role's: what a switch onto the role ends with. */
export const isOnTheRole: Rule<ConnectionFacts> = switched(flagIsOn, connectionsFollowFlag)

/** The flag is off, and the app's sessions are the owner's: what a rollback ends with. */
export const isOnTheOwner: Rule<ConnectionFacts> = switched(flagIsOff, connectionsFollowFlag)

/** The same of one moment: for a wait that looks again and again. */
export const isOnTheOwnerNow: Rule<ConnectionFacts> = switched(flagIsOff, connectionsFollowFlagNow)

/** Sessions that follow the flag prove nothing where the flag is not what it was set to: the flag is judged first. */
function switched(flag: Rule<Settings>, connections: Rule<ConnectionFacts>): Rule<ConnectionFacts> {
  return {
    observe: (sight) => connections.observe(sight),
    judge(facts, asked) {
      const amiss = flag.judge(facts.settings, asked)
      return amiss.length > 0 ? amiss : connections.judge(facts, asked)
    },
    unseen: (facts, asked) => connections.unseen?.(facts, asked),
    saw: (facts, asked) => `${flag.saw(facts.settings, asked)}; ${connections.saw(facts, asked)}`,
    keep: (facts, asked) => connections.keep?.(facts, asked) ?? {},
  }
}

import { CouldNotLook } from '../../evidence/could-not-look.ts'
import type { FailureMode } from '../failure-mode.ts'
import { type ConnectionFacts, connectionsFollowFlag } from './connections.ts'
import { behindFindings, dynosAreCurrent } from './dynos.ts'

/** The live connections are not those the flag asks for, and no config var accounts for it: a bug in the app (R6). */
export const appIgnoresFlag: FailureMode<ConnectionFacts> = {
  ...connectionsFollowFlag,
  id: 'app-ignores-flag',
  title: ({ configVars }) =>
    `The app follows ${configVars.flag}: its connections are of the credential it asks for`,
  symptom: ({ configVars }) =>
    `The app does not follow ${configVars.flag}: its connections are of the other credential`,
  tell: 'developer',
  explainedBy: ['d-missing-url', 'no-dynos', 'flag-unknown'],
  async observe(sight) {
    const behind = behindFindings(await dynosAreCurrent.observe(sight), sight.asked.subject)
    if (behind.length === 0) return connectionsFollowFlag.observe(sight)
    throw new CouldNotLook(
      `the dynos do not run the newest release yet: ${behind.map(({ object, found }) => `${object} ${found}`).join(', ')}`,
    )
  },
}

import { runbook } from '../../../runbook.config.ts'
import { CouldNotLook } from '../../evidence/could-not-look.ts'
import { connectionFindings } from '../connections.ts'
import { dynoFindings } from '../dynos.ts'
import type { FailureMode } from '../failure-mode.ts'

const { configVars } = runbook

/** The live connections are not those the flag asks for, and no config var accounts for it: a bug in the app (R6). */
export const appIgnoresFlag: FailureMode = {
  id: 'app-ignores-flag',
  title: `The app follows ${configVars.flag}: its connections are of the credential it asks for`,
  tell: 'feature-developer',
  explainedBy: ['d-missing-url'],
  async look(scene) {
    const behind = await dynoFindings(scene)
    if (behind.length > 0) {
      throw new CouldNotLook(
        `the dynos do not run the newest release yet: ${behind.map(({ object, found }) => `${object} ${found}`).join(', ')}`,
      )
    }
    return connectionFindings(scene)
  },
}

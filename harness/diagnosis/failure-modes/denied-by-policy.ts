import { runbook } from '../../../runbook.config.ts'
import type { FailureMode } from '../failure-mode.ts'
import { diagnosisFinding } from '../finding-codes.ts'
import { readDenials } from '../log.ts'

const { role } = runbook

/** The app was denied what its policy forbids: a fault of the app's, or a policy that is too narrow. */
export const deniedByPolicy: FailureMode = {
  id: 'denied-by-policy',
  title: 'The app asks for nothing that its policy forbids',
  tell: 'feature-developer',
  explainedBy: ['a-rds-password', 'half-provisioned', 'role-missing'],
  async look(scene) {
    const { denied } = await readDenials(scene)
    return denied
      .filter(({ relation }) => !scene.privileges.grants(relation))
      .map(({ relation, lines }) =>
        diagnosisFinding({
          code: 'denied-in-log',
          object: relation,
          expected: `nothing that ${role} may not do`,
          found: `${lines.length} line(s) since the flag was set, the last at ${lines.at(-1)?.at.toISOString()}: ${lines.at(-1)?.text}`,
          help: `Tell feature-developer: either the app leaves it alone, or runbook.config.ts gives ${role} a right to it.`,
        }),
      )
  },
}

import { optionsFor } from '../../config/subject.ts'
import type { Smoke } from '../../observations/app/smoke.ts'
import { diagnosisFinding } from '../finding-codes.ts'
import { rollback } from '../remedies.ts'
import type { Rule } from '../rule.ts'

/** The app's own smoke suite passes. */
export const smokePasses: Rule<Smoke> = {
  observe: ({ smoke }) => smoke(),
  judge: ({ passed, command, said }, { subject }) =>
    passed
      ? []
      : [
          diagnosisFinding({
            code: 'smoke-failed',
            object: command,
            expected: 'exit status 0',
            found: said,
            help: `Read the lines of the smoke suite above; if a permission is missing, \`pnpm plan ${optionsFor(subject)}\` names it; if in doubt, roll back.`,
            remedy: rollback(subject),
          }),
        ],
  saw: ({ command }) => command,
}

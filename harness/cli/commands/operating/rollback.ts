import type { Report } from '../../../report/report.ts'
import type { Options } from '../../options.ts'
import { atTarget } from '../../run/at-target.ts'
import { rollbackLeg } from '../../run/legs/legs.ts'
import { walkReadingAhead } from '../../run/legs/walk-reading-ahead.ts'
import type { TargetCommand } from '../../run/situation.ts'

/** It asks for no permission and no sign-off, on prod as little as anywhere: docs/decisions/004. */
const command: TargetCommand = { name: 'rollback', gated: false, takesOver: true, rehearsal: 'provisioned' }

/**
 * `pnpm rollback`: takes the app off the restricted role. Exit status 0 where it answers on the owner, 1 where it could
 * not be taken off or does not answer, 4 where it is off and nobody can tell, as while the database is down.
 */
export function runRollbackCommand(options: Options): Promise<Report> {
  return atTarget(command, options, async (situation) => {
    await walkReadingAhead(
      command.name,
      [rollbackLeg(situation.subject)],
      options.dryRun ? 'plan' : 'act',
      situation,
    )
  })
}

import { sightOf } from '../../../observations/sight.ts'
import type { Report } from '../../../report/report.ts'
import { diagnose } from '../../../verdicts/diagnosis.ts'
import type { World } from '../../../world/world.ts'
import type { Options } from '../../options.ts'
import { atTarget } from '../../run/at-target.ts'
import { mustBeTheCli } from '../../run/gates/must-be-the-cli.ts'
import type { TargetCommand } from '../../run/situation.ts'
import { withWorld } from '../../run/with-world.ts'
import { itemOf } from './diagnosis-item.ts'

const command: TargetCommand = { name: 'diagnose', gated: false, rehearsal: 'provisioned' }

/**
 * `pnpm diagnose`: which failure modes are there, the evidence, the fix, and whom to tell. It changes nothing. Exit
 * status 0 where none is there, 1 where one is, 4 where something could not be looked at.
 */
export function runDiagnoseCommand(options: Options): Promise<Report> {
  return atTarget(command, options, async (situation) => {
    const { subject, emit } = situation
    // The policy's last word: what is append-only once provisioned is so in every later phase.
    const { phase: expectedPhase, logSince } = options
    await withWorld(situation, { permit: 'look', expectedPhase, logSince }, async (world) => {
      const asked = askHeroku(world)
      await mustBeTheCli(world.app, situation)
      emit({ type: 'stretch', title: `Diagnosis: what is the matter with ${subject.app}?` })
      emit({ type: 'began', title: 'asking Heroku' })
      await asked
      for (const diagnosed of await diagnose(sightOf(world)))
        emit({ type: 'ended', item: itemOf(diagnosed, subject) })
    })
  })
}

/** Asks everything the diagnosis will want of Heroku. The answers are kept; so are the failures, for those who ask. */
async function askHeroku({ app, subject }: World): Promise<void> {
  await Promise.allSettled([
    app.configVars(),
    app.releases(),
    app.database(),
    app.dynos(),
    app.credential(subject.role),
    app.log(),
  ])
}

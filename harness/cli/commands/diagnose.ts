import { diagnose } from '../../diagnosis/diagnose.ts'
import type { Report } from '../../report/report.ts'
import { openWorld, type World } from '../../world/world.ts'
import type { Options } from '../options.ts'
import { atTarget } from '../run/at-target.ts'

/**
 * `pnpm diagnose`: which failure modes are there, the evidence, the fix, and whom to tell. It changes nothing. Exit
 * status 0 where none is there, 1 where one is, 4 where something could not be looked at.
 */
export function runDiagnoseCommand(options: Options): Promise<Report> {
  const command = { name: 'diagnose', mutates: false, afterProvisioning: true }
  return atTarget(command, options, async (subject, progress, signal) => {
    progress.heading(`Diagnosis: what is the matter with ${subject.app}?`)
    const world = openWorld({
      subject,
      // The policy's last word: what is append-only once provisioned is so in every later phase.
      expectedPhase: options.phase ?? 'soaking',
      dryRun: true,
      env: process.env,
      signal: () => signal,
      onCall: () => {},
    })
    try {
      progress.started('asking Heroku')
      await askHeroku(world)
      return await diagnose(world, (item) => progress.ended(item))
    } finally {
      await world.close()
    }
  })
}

/**
 * Asks everything the diagnosis will want of Heroku, two commands at a time, which is as many as pay off (a call of the
 * CLI is over a second of start-up). The answers are kept; so are the failures, for those who ask.
 */
async function askHeroku({ app, subject }: World): Promise<void> {
  await Promise.allSettled([app.configVars(), app.releases()])
  await Promise.allSettled([app.database(), app.dynos()])
  await Promise.allSettled([app.credential(subject.role), app.log()])
}

import type { Subject } from '../../../config/subject.ts'
import { HerokuApp } from '../../../heroku/app.ts'
import { herokuReads } from '../../../heroku/cli.ts'
import { herokuTime } from '../../../heroku/clock.ts'
import { heldJournal, type KeptEntry } from '../../../journal/checkpoints.ts'
import { settingsIn } from '../../../observations/settings.ts'
import { hoursOfSoak } from '../../../soak/report.ts'
import { type Soak, soakOf } from '../../../soak/soak.ts'
import { beginOfSoak } from '../../../verdicts/soak-begin.ts'
import { resolveTarget } from '../../../world/target.ts'
import type { Shown } from '../single-item.ts'

/**
 * Reads the soak of an app as it stands: its flag and releases from Heroku, its checkpoints from the journal.
 * @throws CouldNotLook or HerokuCliError where Heroku could not be asked, for the time too: this machine's is not taken for it.
 */
export async function readSoak(
  subject: Subject,
  signal: AbortSignal,
  env: NodeJS.ProcessEnv = process.env,
): Promise<{ seen: Soak; now: Date; entries: readonly KeptEntry[] }> {
  const { app } = subject
  const { herokuBin: bin } = resolveTarget(subject, env)
  const heroku = new HerokuApp(subject, herokuReads({ bin, app, env, signal: () => signal }))
  const [vars, releases, now] = await Promise.all([
    heroku.configVars(),
    heroku.releases(),
    herokuTime(env, signal),
  ])
  const { entries, breaks } = await heldJournal(subject, env)
  const seen = soakOf({
    subject,
    begin: beginOfSoak(settingsIn(vars, subject), releases, subject),
    now,
    entries,
    damage: breaks.map(({ where, found }) => `the journal is not as it was written, ${where}: ${found}`),
  })
  return { seen, now, entries }
}

/** A soak as an item shows it: by its hours, and not at all where none is under way. */
export function soakShown(seen: Soak, now: Date): Shown {
  const soak = hoursOfSoak(seen, now)
  return soak ? { soak } : {}
}

import { newNonce } from '../../observations/proof.ts'
import type { Report } from '../../report/report.ts'
import { type SuiteCommand, suiteNamed } from '../../runner/suites.ts'
import type { Options } from '../options.ts'
import { atTarget } from '../run/at-target.ts'
import { keepCheckpoint } from '../run/keep-checkpoint.ts'
import { walkReadingAhead } from '../run/walk-reading-ahead.ts'

/** Runs the suites of a command where it was asked for and returns their report. @throws UsageError as {@link atTarget}. */
export function runSuiteCommand({ name, title, suites }: SuiteCommand, options: Options): Promise<Report> {
  const all = suites.map(suiteNamed)
  const provisioned = all.every(({ begins }) => begins === 'provisioned')
  // A verification in the soak is a checkpoint of it.
  const isCheckpoint = name === 'verify' && (options.phase ?? 'soaking') === 'soaking'
  const command = {
    name,
    gated: all.some(({ acts }) => acts),
    ...(isCheckpoint && { keepsEvidence: true as const }),
    rehearsal: provisioned ? 'provisioned' : 'before-provisioning',
  } as const
  return atTarget(command, options, async (situation) => {
    const expectedPhase = options.phase ?? 'soaking'
    const { environment } = situation.subject
    const leg = { title, environment, suites, expectedPhase, logSince: options.logSince }
    const nonce = isCheckpoint && situation.subject.soak.proof !== 'off' ? newNonce() : undefined
    const items = await walkReadingAhead(name, [leg], options.dryRun ? 'plan' : 'act', {
      ...situation,
      nonce,
    })
    if (isCheckpoint && situation.place.kind === 'live')
      await keepCheckpoint(items, options.logSince, situation)
  })
}

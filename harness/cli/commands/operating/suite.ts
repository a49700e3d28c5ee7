import { UsageError } from '../../../config/usage-error.ts'
import { newNonce } from '../../../observations/proof.ts'
import type { Report } from '../../../report/report.ts'
import { type SuiteCommand, suiteNamed } from '../../../runner/suites.ts'
import type { Options } from '../../options.ts'
import { atTarget } from '../../run/at-target.ts'
import { isAtTerminal } from '../../run/gates/ask-for-name.ts'
import { operatorAtTerminal } from '../../run/gates/operator-at-terminal.ts'
import { readSoak, soakShown } from '../../run/gates/read-soak.ts'
import { checkpointItem } from '../../run/legs/keep-checkpoint.ts'
import { phaseOnceSwitched, rollbackLeg } from '../../run/legs/legs.ts'
import { walkReadingAhead } from '../../run/legs/walk-reading-ahead.ts'
import type { Shown } from '../../run/single-item.ts'
import type { Situation } from '../../run/situation.ts'
import { endedByDenial, watchItem } from '../../run/watch-item.ts'

/** Runs the suites of a command where it was asked for and returns their report. @throws UsageError as {@link atTarget}. */
export function runSuiteCommand({ name, title, suites }: SuiteCommand, options: Options): Promise<Report> {
  const { watch, rollbackOnDenial = false, dryRun = false, byHand = false } = options
  if (byHand) mustBeDoneByHand(options)
  if (rollbackOnDenial && watch === undefined)
    throw new UsageError(
      '--rollback-on-denial needs --watch and a time, as in --watch 10m. See docs/sign-off.md.',
    )
  const all = suites.map(suiteNamed)
  const provisioned = all.every(({ begins }) => begins === 'provisioned')
  // A verification in the soak is a checkpoint of it.
  const mayBeCheckpoint = name === 'verify' && (options.phase ?? 'soaking') === 'soaking'
  const command = {
    name,
    gated: all.some(({ acts }) => acts),
    ...(mayBeCheckpoint && { keepsEvidence: true as const }),
    rehearsal: provisioned ? 'provisioned' : 'before-provisioning',
  } as const
  return atTarget(command, options, async (situation) => {
    const { subject, journal } = situation
    const expectedPhase = options.phase ?? phaseOnceSwitched(subject)
    const isCheckpoint = mayBeCheckpoint && expectedPhase === 'soaking'
    const own = [
      ...(isCheckpoint && situation.place.kind === 'live'
        ? [checkpointItem({ journal, logSince: options.logSince, look: soakForPage(options, situation) })]
        : []),
      ...(watch !== undefined && !dryRun ? [watchItem(watch, situation)] : []),
    ]
    const leg = {
      title,
      subject,
      suites,
      expectedPhase,
      logSince: options.logSince,
      own,
    }
    const nonce = isCheckpoint && subject.soak.proof !== 'off' ? newNonce() : undefined
    const operator = byHand ? operatorAtTerminal(situation) : undefined
    const permit = dryRun ? 'plan' : operator ? 'look' : 'act'
    const items = await walkReadingAhead(name, [leg], permit, {
      ...situation,
      nonce,
      byHand: operator?.channel,
    }).finally(() => operator?.leave())
    const watchedItem = items.find(({ id }) => id === 'provision/watch')
    if (rollbackOnDenial && watchedItem && endedByDenial(watchedItem.findings))
      await walkReadingAhead('rollback', [rollbackLeg(subject)], 'act', situation)
  })
}

/** How the soak is read for the page of a run; undefined where there is none, since Heroku is asked for it. */
function soakForPage(
  { html }: Options,
  { subject, signal, env }: Situation,
): (() => Promise<Shown>) | undefined {
  if (html === undefined) return undefined
  return async () => {
    const { seen, now } = await readSoak(subject, signal, env)
    return soakShown(seen, now)
  }
}

/** @throws UsageError where nobody sits at a terminal, where there is nothing to do by hand, or it would be done for them. */
function mustBeDoneByHand({ env, dryRun, rollbackOnDenial }: Options): void {
  const wrong =
    env === 'rehearsal'
      ? 'is for a live app, and a rehearsal has its platform to itself: practise with `pnpm platform` and --env staging'
      : dryRun
        ? 'and --dry-run do not go together: which of the two is meant?'
        : rollbackOnDenial
          ? 'and --rollback-on-denial do not go together: that would change the app by itself'
          : isAtTerminal()
            ? undefined
            : 'waits for you at a terminal: neither a file nor a pipe can do a step'
  if (wrong !== undefined) throw new UsageError(`--by-hand ${wrong}. See README.md, "On a live app".`)
}

import type { Finding } from '../../evidence/finding.ts'
import type { Dyno, Release, Releases } from '../../heroku/app.ts'
import { seeing } from '../../observations/sight.ts'
import type { FailureMode } from '../failure-mode.ts'
import { diagnosisFinding } from '../finding-codes.ts'
import { heroku } from '../remedies.ts'
import type { Names, Rule } from '../rule.ts'
import { changes, isRollback } from '../switches.ts'

export interface DynoFacts {
  readonly dynos: readonly Dyno[]
  readonly releases: Releases
}

/** Dynos that come and go by themselves: the release phase, and whoever runs something by hand or by a schedule. */
const passing = ['release', 'run', 'scheduler']

/** Those that serve the app, every process type of its formation, or those that are named. */
export function formation(dynos: readonly Dyno[], types?: readonly string[]): Dyno[] {
  return dynos.filter(({ type }) => !passing.includes(type) && (types?.includes(type) ?? true))
}

/** Those of the release phase and one-off ones. */
export function oneOffs(dynos: readonly Dyno[]): Dyno[] {
  return dynos.filter(({ type }) => passing.includes(type))
}

/** There are dynos, and every one of the formation is up and runs the newest release that dynos are to run. */
export const dynosAreCurrent: Rule<DynoFacts> = {
  observe: seeing('dynos', 'releases'),
  judge: (facts, { subject }) =>
    formation(facts.dynos, subject.processTypes).length === 0
      ? [noDynos(subject)]
      : behindFindings(facts, subject),
  saw: ({ dynos, releases }, { subject }) =>
    `release v${releaseToRun(releases, subject).version}; ${dynos.map(({ name, state, release }) => `${name} ${state} on v${release.version}`).join(', ') || 'no dyno'}`,
}

/** The app is scaled to zero: whatever it does not do then says nothing about the role (R37). */
export const noDynosAtAll: FailureMode<readonly Dyno[]> = {
  id: 'no-dynos',
  title: () => 'The app has dynos',
  symptom: () => 'The app has no dynos: it is scaled to zero',
  tell: 'operator',
  explainedBy: [],
  observe: ({ dynos }) => dynos(),
  judge: (dynos, { subject }) =>
    formation(dynos, subject.processTypes).length === 0 ? [noDynos(subject)] : [],
  saw: () => '',
}

/** A finding for each dyno of the formation that is not up on the release it is to run. */
export function behindFindings({ dynos, releases }: DynoFacts, names: Names): Finding[] {
  const newest = releaseToRun(releases, names)
  return formation(dynos)
    .filter(({ state, release }) => state !== 'up' || release.version !== newest.version)
    .map(({ name, state, release }) =>
      diagnosisFinding({
        code: 'dyno-not-current',
        object: name,
        expected: `up, on release v${newest.version}`,
        found: `${state}, on release v${release.version}`,
        ...(newest.status === 'failed'
          ? {
              help: 'The release failed, so that no dyno ever runs it and the config vars are not those the app has: mend what its release phase runs, and make the release again.',
              remedy: heroku(names, `releases:output v${newest.version}`),
            }
          : {
              help: 'Wait until the release is done (`heroku ps`), or restart.',
              remedy: heroku(names, 'restart'),
            }),
      }),
    )
}

function noDynos(names: Names): Finding {
  return diagnosisFinding({
    code: 'no-dynos',
    object: names.app,
    expected: names.processTypes
      ? `at least one dyno of ${names.processTypes.join(' or ')}`
      : 'at least one dyno',
    found: 'none: it is scaled to zero',
    help: 'If that is meant, as overnight, look again when it is scaled up: without dynos nothing here can be told, and no soak counts.',
    remedy: heroku(names, `ps:scale ${names.processTypes?.[0] ?? 'web'}=1`),
  })
}

/**
 * The newest release but for those whose release phase is under way or failed: dynos run the one before (Dev Center, "Release
 * Phase"). One that changes what the app connects by is the one to run whatever became of it.
 */
function releaseToRun(
  { newestFirst }: Releases,
  { configVars }: Pick<Names, 'configVars'>,
): Pick<Release, 'version' | 'status'> {
  const isNotRun = ({ status }: Release) => status === 'pending' || status === 'failed'
  const switches = (release: Release) =>
    isRollback(release) || [configVars.flag, configVars.restricted].some((name) => changes(release, name))
  return (
    newestFirst.find((release) => !isNotRun(release) || switches(release)) ?? { version: 0, status: 'none' }
  )
}

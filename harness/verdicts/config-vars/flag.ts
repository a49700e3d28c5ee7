import type { Finding } from '../../evidence/finding.ts'
import type { Releases } from '../../heroku/app.ts'
import type { Asked } from '../../observations/observations.ts'
import type { FlagState, Settings } from '../../observations/settings.ts'
import { seeing } from '../../observations/sight.ts'
import type { FailureMode } from '../failure-mode.ts'
import { diagnosisFinding } from '../finding-codes.ts'
import { provision, rollback } from '../remedies.ts'
import type { Names, Rule } from '../rule.ts'
import { beginOfSoak } from '../soak-begin.ts'
import { changeOf, phaseOf, saidOfChange, saidOfRelease } from '../switches.ts'

/** The flag is on, as the app takes it. */
export const flagIsOn: Rule<Settings> = flagIs('on')

/** The flag is off or not set, as the app takes it. */
export const flagIsOff: Rule<Settings> = flagIs('off')

function flagIs(wanted: 'on' | 'off'): Rule<Settings> {
  return {
    observe: ({ settings }) => settings(),
    judge: ({ flag }, asked) =>
      flagFindings(flag, { wanted, expected: wanted, otherwise: setMeanwhile }, asked),
    // A config var is what it was set to as soon as Heroku has answered.
    underWay: () => false,
    saw: ({ flag }, { subject }) => `${subject.configVars.flag} is ${said(flag, subject)}`,
  }
}

/** Under what name an item of a report keeps which release the soak began with, and Heroku's time, as JSON. */
export const soakFact = 'soak'

/** The flag is what the expected phase asks for; the phase the app is in is noted, or why it is not known. */
export const flagFollowsPhase: Rule<{ settings: Settings; releases: Releases }> = {
  observe: seeing('settings', 'releases'),
  judge({ settings: { flag }, releases }, asked) {
    const { expectedPhase } = asked
    const wanted = expectedPhase === 'soaking' || expectedPhase === 'cut-over' ? 'on' : 'off'
    const expected = `${wanted} (phase ${expectedPhase})`
    const change = saidOfChange(changeOf(releases, asked.subject.configVars.flag))
    return flagFindings(flag, { wanted, expected, otherwise: anotherPhase }, asked).map((finding) => ({
      ...finding,
      found: `${finding.found}; ${change}`,
    }))
  },
  unseen({ settings, releases }, { subject, now }) {
    const known = phaseOf(settings, releases, subject, now)
    if (!('unknown' in known)) return undefined
    const why = `the phase is not known: ${known.unknown}`
    return settings.flag === 'unknown'
      ? why
      : `${why}. Older ones are shown by \`heroku releases -n 1000 -a ${subject.app}\``
  },
  saw({ settings, releases }, { subject, now }) {
    const known = phaseOf(settings, releases, subject, now)
    const change = changeOf(releases, subject.configVars.flag)
    const phase = 'phase' in known ? known.phase : 'not known'
    return change.is === 'seen'
      ? `phase: ${phase}, since ${saidOfRelease(change.release)}`
      : `phase: ${phase}`
  },
  keep({ settings, releases }, { subject, now }) {
    const begin = beginOfSoak(settings, releases, subject)
    return {
      [soakFact]: JSON.stringify({
        now,
        ...(begin.is === 'begun' ? { release: begin.release.version, why: begin.why } : { why: begin.why }),
      }),
    }
  },
}

/** The flag holds a value that the configuration knows as neither on nor off. */
export const flagUnknown: FailureMode<Settings> = {
  id: 'flag-unknown',
  title: ({ configVars }) => `${configVars.flag} is on, off or not set`,
  symptom: ({ configVars }) => `${configVars.flag} holds a value that is neither on nor off`,
  tell: 'operator',
  explainedBy: [],
  observe: ({ settings }) => settings(),
  judge: ({ flag }, asked) =>
    flag === 'unknown'
      ? flagFindings(flag, { wanted: 'off', expected: 'on, off or not set', otherwise: '' }, asked)
      : [],
  saw: ({ flag }, { subject }) => `${subject.configVars.flag} is ${said(flag, subject)}`,
}

const anotherPhase = 'If the app is meant to be in another phase, say so with --phase'
const setMeanwhile =
  'Where this run did set it, somebody else has set it since: find out who, before it is run again'

interface WantedFlag {
  readonly wanted: 'on' | 'off'
  readonly expected: string
  /** What to do where it is the other one. */
  readonly otherwise: string
}

function flagFindings(
  flag: FlagState,
  { wanted, expected, otherwise }: WantedFlag,
  { subject }: Pick<Asked, 'subject'>,
): Finding[] {
  if (flag === wanted || (wanted === 'off' && flag === 'unset')) return []
  const { flagValues } = subject
  const values = flagValues
    ? `on is ${flagValues.on.join(' or ')}, off is ${flagValues.off.join(' or ')}`
    : 'on is set, off is not set'
  return [
    diagnosisFinding({
      code: flag === 'unknown' ? 'flag-unknown' : 'flag-out-of-phase',
      object: subject.configVars.flag,
      expected,
      found: said(flag, subject),
      help:
        flag === 'unknown'
          ? `The value is withheld, as it may be a secret that was set by mistake; ${values}.`
          : `${otherwise}; ${values}.`,
      // To switch on is a cutover, and has its steps and its gate; to switch off is always allowed.
      remedy: wanted === 'on' ? provision(subject) : rollback(subject),
    }),
  ]
}

function said(flag: FlagState, { flagValues }: Pick<Names, 'flagValues'>): string {
  if (flag === 'unset') return 'not set'
  if (!flagValues) return 'set'
  return flag === 'unknown' ? 'a value that is neither on nor off (withheld)' : flag
}

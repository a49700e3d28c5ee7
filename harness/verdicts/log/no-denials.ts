import type { Finding } from '../../evidence/finding.ts'
import { without } from '../../evidence/intervals.ts'
import { quietIn, trafficIn } from '../../observations/app/traffic.ts'
import type { LogReading } from '../../observations/log-reading.ts'
import type { Asked, Recorded } from '../../observations/observations.ts'
import type { Settings } from '../../observations/settings.ts'
import { seeing } from '../../observations/sight.ts'
import { diagnosisFinding } from '../finding-codes.ts'
import { type Remedy, reapply, record, verifySince } from '../remedies.ts'
import type { Rule } from '../rule.ts'
import { phaseOf, saidOfRelease } from '../switches.ts'
import { beginOf, type DenialFacts, type Denied, deniedSince, flagChange, namedBefore } from './denials.ts'

/** A release and the lines that it writes are not stamped at the same instant. */
const sameMomentMs = 5_000

interface Facts extends DenialFacts {
  readonly settings: Settings
  readonly recorded: Recorded
}

/** Under what name an item of a report keeps how far the log reached and what work it shows, as JSON. */
export const logFact = 'log'

/** Nothing was denied the app since the flag was set, or since the moment that the operator names. */
export const nothingWasDenied: Rule<Facts> = {
  async observe(sight) {
    const facts = await seeing('log', 'releases', 'settings', 'privileges', 'checkpoints', 'recorded')(sight)
    return { ...facts, log: withRecorded(facts.log, facts.recorded) }
  },
  judge: (facts, asked) => deniedSince(facts, asked).map((denied) => deniedFinding(denied, asked)),
  unseen(facts, asked) {
    const { log, releases, settings } = facts
    const cut = cutOff(facts)
    if (cut) return cut
    const change = flagChange(releases, asked.subject)
    if (!asked.logSince && change.is === 'not among those seen' && settings.flag === 'on')
      return `when ${asked.subject.configVars.flag} was set is not known: name the time with --log-since`
    const phase = phaseOf(settings, releases, asked.subject, asked.now)
    if (!('phase' in phase) || phase.phase !== 'soaking') return undefined
    const begin = notYetRead(facts, asked)
    const [hole] = without([{ from: begin, to: log.from }], facts.recorded.intervals).filter(
      ({ from, to }) => to.getTime() - from.getTime() > sameMomentMs,
    )
    if (!hole) return undefined
    return `the log reaches back to ${log.from.toISOString()}, and not to ${begin.toISOString()}: what was denied between ${hole.from.toISOString()} and ${hole.to.toISOString()} is not known. What comes from now on is kept by \`${record(asked.subject).command}\`, which goes on until it is stopped`
  },
  saw(facts, asked) {
    const { log, releases } = facts
    const change = flagChange(releases, asked.subject)
    const before = change.is === 'seen' ? namedBefore(facts.checkpoints, change.at) : undefined
    const since = asked.logSince
      ? `since ${asked.logSince.toISOString()}, as asked for`
      : before
        ? `since ${before.since.toISOString()}, as asked for at the checkpoint of ${before.at}`
        : change.is === 'seen'
          ? `since release ${saidOfRelease(change.release)}`
          : 'in all of it'
    const others = log.denials.length - deniedSince(facts, asked).flatMap(({ lines }) => lines).length
    return [
      `looked ${since}; ${log.lines.length} line(s), from ${log.from.toISOString()} to ${log.to.toISOString()}`,
      ...(log.unparsed > 0 ? [`${log.unparsed} line(s) in no known format`] : []),
      ...(others > 0 ? [`${others} denial(s) from before, or of another user`] : []),
      ...log.gaps.map(({ why }) => `lines are missing: ${why}`),
    ].join('; ')
  },
  keep: ({ log, recorded }, { subject }) => ({
    [logFact]: JSON.stringify(seenIn(log, recorded, subject.soak.quietHours)),
  }),
}

/** The log, and in it what was recorded to be denied before it begins. */
function withRecorded(log: LogReading, { denials }: Recorded): LogReading {
  const before = denials.filter(({ at }) => at < log.from)
  return before.length === 0 ? log : { ...log, denials: [...before, ...log.denials] }
}

/** How far a log reaches, what Heroku lost of it, and what it shows of the app's work, as a checkpoint keeps it. */
function seenIn(log: LogReading, recorded: Recorded, quietHours: number): object {
  const { from, to, gaps } = log
  const traffic = trafficIn(log.lines, to)
  return {
    from,
    to,
    gaps: gaps.map((gap) => ({ from: gap.from, to: gap.to })),
    recorded: recorded.intervals,
    requests: traffic.requests,
    // Without one line of the router it does not show requests at all, and says nothing of when there were none.
    quiet: traffic.requests === 0 ? [] : quietIn(traffic, log, quietHours),
    withoutDynos: traffic.withoutDynos,
  }
}

/** From when on no log was read: since the last checkpoint of this soak, or since denials count. */
function notYetRead(facts: Facts, asked: Asked): Date {
  const begin = beginOf(facts, asked)
  const read = facts.checkpoints
    .filter(({ parts }) => parts.refused !== 'failed')
    .flatMap((checkpoint) => (checkpoint.log ? [new Date(checkpoint.log.to)] : []))
    .at(-1)
  return read && read > begin ? read : begin
}

/** A finding for one thing that was denied, with what is to be done about it. */
export function deniedFinding({ object, standing, lines }: Denied, { subject }: Asked): Finding {
  const last = lines.at(-1)
  const { help, remedy } = advice[standing](subject, last?.at ?? new Date())
  return diagnosisFinding({
    code: 'denied-in-log',
    object,
    expected: `nothing denied to ${subject.role}`,
    found: `${lines.length} line(s), the last at ${last?.at.toISOString()}: ${last?.text}`,
    help,
    remedy,
    ...(standing === 'missing' && { failureMode: 'C' }),
  })
}

type Advice = (subject: Asked['subject'], last: Date) => { help: string; remedy?: Remedy }

const nextSecond = (last: Date): string => new Date(last.getTime() + 1_000).toISOString()

const advice: Readonly<Record<Denied['standing'], Advice>> = {
  missing: (subject) => ({
    help: 'The role lacks what its policy gives it there: re-apply the grants.',
    remedy: reapply(subject),
  }),
  forbidden: ({ tell }) => ({
    help: `The policy gives the role nothing there: tell ${tell.developer}. Either the app leaves it alone, or runbook.config.ts gives it the right.`,
  }),
  partly: (subject, last) => ({
    help: `The policy gives the role a part of what can be asked there, and it has that part. If the app asked for more, tell ${subject.tell.developer}; if the grants were mended after that line, look from then on.`,
    remedy: verifySince(subject, nextSecond(last)),
  }),
  granted: (subject, last) => ({
    help: 'The role lacks nothing there now. If the grants were mended after that line, look from then on.',
    remedy: verifySince(subject, nextSecond(last)),
  }),
}

/** That the stream was cut before its end, where Heroku's own clock has something newer than the newest line. */
export function cutOff({ log, releases }: Pick<DenialFacts, 'log' | 'releases'>): string | undefined {
  const [newest] = releases.newestFirst
  if (!newest || Date.parse(newest.created_at) <= log.to.getTime() + sameMomentMs) return undefined
  return `the log ends at ${log.to.toISOString()}, before release ${saidOfRelease(newest)}: the stream was cut. Run this again`
}

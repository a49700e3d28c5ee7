import { optionsFor, type Subject } from '../config/subject.ts'
import { hoursOf, within } from '../evidence/intervals.ts'
import type { Checkpoint } from '../journal/checkpoints.ts'
import { provision } from '../verdicts/remedies.ts'
import type { Soak } from './soak.ts'

export type Names = Pick<Subject, 'environment' | 'app' | 'role' | 'otherRoles' | 'waitsFor'>

/** The soak as a page for who has to decide what to do now, line by line; times are Heroku's. */
export function soakPage(subject: Names, soak: Soak, now: Date): string[] {
  const { since, why, hours, coveredHours, missing, checkpoints, reasons } = soak
  const head = `soak of ${subject.app} (${aboutOf(subject)}): ${outcomeWords[soak.outcome]}`
  if (!since) return [head, `  ${why}`, '', ...nowLines(subject, soak, now)]
  return [
    head,
    `  since ${moment(since)} UTC, ${hoursOf([{ from: since, to: now }]).toFixed(1)} h ago: ${why}`,
    `  seen  ${bar(soak, now)}  ${coveredHours.toFixed(1)} of ${hours} h`,
    ...(missing.length > 0 ? ['  what does not count'] : []),
    ...missing.map(
      (gap) => `    ${moment(gap.from)} to ${moment(gap.to)}, ${hoursOf([gap]).toFixed(1)} h: ${gap.what}`,
    ),
    checkpoints.length > 0 ? '  checkpoints' : '  no checkpoint yet',
    ...checkpoints.flatMap((checkpoint) => checkpointLines(checkpoint, since)),
    ...(reasons.length > 0 ? ['  what keeps it from being clean'] : []),
    ...reasons.map((reason) => `    ${reason}`),
    '',
    ...nowLines(subject, soak, now),
  ]
}

/** What is said of a soak that came to this. */
export const outcomeWords: Readonly<Record<Soak['outcome'], string>> = {
  clean: 'over, and clean',
  failed: 'FAILED',
  inconclusive: 'INCONCLUSIVE',
  running: 'under way',
}

function checkpointLines(checkpoint: Checkpoint, since: Date): string[] {
  const { herokuAt, outcome, parts, log, proof, requests, counts, n, amiss } = checkpoint
  const at = hoursOf([{ from: since, to: new Date(herokuAt) }]).toFixed(1)
  const four = `work ${parts.work}, nobody else ${parts.others}, nothing refused ${parts.refused}, still so ${parts.state}`
  const ran = counts
    ? Object.entries(counts.roles)
        .map(([role, calls]) => `${role} ${calls}`)
        .join(', ')
    : 'not counted'
  return [
    `    hour ${at}  ${outcome}: ${four} (line ${n} of the journal)`,
    `      log ${log ? `${log.from} to ${log.to}` : 'not read'}; a denial that was asked for ${proof}; ${requests} request(s); statements by then: ${ran}`,
    ...amiss.map(({ id, outcome: ended, said }) => `      ${ended}: ${id}: ${said.split('\n')[0]}`),
  ]
}

const cells = 36

/** One cell for each stretch of the soak's hours: `#` all of it was seen, `.` not, `-` is still to come. */
function bar({ since, hours, covered }: Soak, now: Date): string {
  const begin = since?.getTime() ?? 0
  const length = (hours * 3_600_000) / cells
  return Array.from({ length: cells }, (_, cell) => {
    const span = { from: new Date(begin + cell * length), to: new Date(begin + (cell + 1) * length) }
    if (span.from >= now) return '-'
    const share =
      hoursOf(within(covered, span)) / hoursOf([{ from: span.from, to: span.to < now ? span.to : now }])
    return share > 0.95 ? '#' : '.'
  }).join('')
}

/** Which of an app's soaks it is: its environment, and its role where it has several. */
export const aboutOf = ({
  environment,
  role,
  otherRoles,
}: Pick<Names, 'environment' | 'role' | 'otherRoles'>): string =>
  otherRoles.length > 0 ? `${environment}, ${role}` : environment

/** What is to be done about a soak as it stands. */
export function nowLines(names: Names, soak: Soak, now: Date): string[] {
  const { role, waitsFor } = names
  const verify = `pnpm test:verify ${optionsFor(names)}`
  if (soak.outcome === 'clean')
    return [
      `now: nothing is missing${waitsFor.soakOf === undefined ? '' : ' here either'}. What waits for this soak can go on: \`pnpm signoff ${optionsFor(names, '<it>')}\`.`,
    ]
  if (soak.outcome === 'failed')
    return [
      `now: mend what failed, then \`${verify}\`; the soak begins again there. If the app's users see errors: \`pnpm rollback ${optionsFor(names)}\`.`,
    ]
  if (!soak.since)
    return [`now: no soak of ${role} counts until the app is switched: \`${provision(names).command}\`.`]
  const { due } = soak
  if (!due) return [`now: \`${verify}\``]
  const late = hoursOf([{ from: due.at, to: now }])
  if (due.at > now)
    return [
      `now: nothing. The checkpoint of hour ${due.hours} is due at ${moment(due.at)} UTC: \`${verify}\``,
    ]
  return [
    `now: \`${verify}\`: the checkpoint of hour ${due.hours} is due${late >= 1 ? `, and ${late.toFixed(1)} h late` : ''}.`,
  ]
}

const moment = (at: Date): string => at.toISOString().replace('T', ' ').slice(0, 16)

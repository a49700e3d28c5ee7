import { z } from 'zod'
import { CouldNotLook } from '../evidence/could-not-look.ts'
import { NotRun } from '../evidence/not-run.ts'
import type { Evidence } from '../journal/entry.ts'
import { evidence } from '../journal/entry.ts'
import { countsFact } from '../observations/database/earlier-counts.ts'
import type { ReportItem } from '../report/report.ts'
import { knownSinceFact } from '../verdicts/app/ran-since.ts'
import { soakFact } from '../verdicts/config-vars/flag.ts'
import { proofFact } from '../verdicts/log/log-shows-denials.ts'
import { logFact } from '../verdicts/log/no-denials.ts'

/** What a checkpoint is made of besides the items of the verification. */
interface CheckpointAt {
  /** This machine's time. */
  readonly localAt: Date
  readonly logSince: string | undefined
}

type Part = keyof Evidence['parts']
type PartOutcome = Evidence['outcome']

/** Which of the four things an item of the verification is about; all others are about its state. */
const partOf: Readonly<Record<string, Part>> = {
  'verify/work': 'work',
  'verify/statements': 'others',
  'verify/nobody-else': 'others',
  'verify/no-denials': 'refused',
  'verify/log-shows-denials': 'refused',
}

const soakIn = z.object({
  now: z.string(),
  release: z.number().optional(),
  at: z.string().optional(),
  why: z.string(),
})
const traffic = evidence.pick({ recorded: true, requests: true, quiet: true, withoutDynos: true })

/**
 * Returns what a verification saw, as the journal keeps it. An item that was not carried out, and had to be, is inconclusive.
 * @throws NotRun where no soak is under way; CouldNotLook where that is not known.
 */
export function checkpointOf(items: readonly ReportItem[], { localAt, logSince }: CheckpointAt): Evidence {
  const soak = factIn(items, 'verify/flag', soakFact, soakIn)
  if (soak?.release === undefined)
    throw soak
      ? new NotRun(`no soak is under way: ${soak.why}`, { expected: true })
      : new CouldNotLook('no soak is known of: the flag or the releases could not be read')
  const { release, now } = soak
  const herokuAt = new Date(now)
  const parts = {
    work: worst(items, 'work'),
    others: worst(items, 'others'),
    refused: worst(items, 'refused'),
    state: worst(items, 'state'),
  }
  return {
    herokuAt: herokuAt.toISOString(),
    clockAheadMs: localAt.getTime() - herokuAt.getTime(),
    release,
    outcome: worstOf(Object.values(parts)),
    parts,
    amiss: items.flatMap((item) =>
      outcomeOf(item) === 'passed'
        ? []
        : [{ id: item.id, outcome: item.outcome, said: (item.reason ?? '').slice(0, 500) }],
    ),
    log: factIn(items, 'verify/no-denials', logFact, evidence.shape.log),
    proof: factIn(items, 'verify/log-shows-denials', proofFact, evidence.shape.proof) ?? 'not shown',
    counts: factIn(items, 'verify/connections', countsFact, evidence.shape.counts),
    statementsSince: statementsSince(items),
    ...(factIn(items, 'verify/no-denials', logFact, traffic) ?? {
      recorded: [],
      requests: 0,
      quiet: [],
      withoutDynos: [],
    }),
    ...(logSince !== undefined && { logSince }),
  }
}

function factIn<Shape extends z.ZodType>(
  items: readonly ReportItem[],
  id: string,
  name: string,
  shape: Shape,
): z.output<Shape> | undefined {
  const text = items.find((item) => item.id === id)?.facts?.[name]
  return text === undefined ? undefined : shape.parse(JSON.parse(text))
}

function statementsSince(items: readonly ReportItem[]): string | null {
  const text = items.find(({ id }) => id === 'verify/statements')?.facts?.[knownSinceFact]
  return evidence.shape.herokuAt.safeParse(text).data ?? null
}

function worst(items: readonly ReportItem[], part: Part): PartOutcome {
  const own = items.filter(({ id }) => (partOf[id] ?? 'state') === part)
  return own.length === 0 ? 'inconclusive' : worstOf(own.map(outcomeOf))
}

const outcomeOf = ({ outcome, required }: ReportItem): PartOutcome => {
  if (outcome === 'failed' || outcome === 'passed') return outcome
  return outcome === 'not-run' && !required ? 'passed' : 'inconclusive'
}

const worstOf = (outcomes: readonly PartOutcome[]): PartOutcome =>
  outcomes.includes('failed') ? 'failed' : outcomes.includes('inconclusive') ? 'inconclusive' : 'passed'

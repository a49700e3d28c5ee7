import { nothingBefore } from './entry.ts'
import type { SeenHead } from './heads.ts'
import type { Line } from './journal-file.ts'

/** What became of a journal that is not as it was written. */
export type Damage =
  | 'journal-edited'
  | 'journal-deleted'
  | 'journal-reordered'
  | 'journal-repeated'
  | 'journal-spliced'
  | 'journal-cut'
  | 'journal-rewritten'
  | 'journal-removed'

/** One thing that is amiss with a journal: where, and how it is seen. */
export interface Break {
  readonly code: Damage
  /** `line 4`, `lines 4 to 6`. */
  readonly where: string
  readonly found: string
}

/** A journal held against itself, and against what is known of it from elsewhere. */
export interface Wholeness {
  readonly breaks: readonly Break[]
  /** Whether its last line ends a run; where not, why that may be. */
  readonly end: { readonly isEnd: true } | { readonly isEnd: false; readonly why: string }
  /** What is as it should be and worth saying: a line that was torn and closed, a run that was cut. */
  readonly remarks: readonly string[]
}

/**
 * Says whether each line of an app's journal is the one that its successor was written after, what happened where it is not,
 * and whether the heads that were kept elsewhere are in it still.
 */
export function wholenessOf(
  lines: readonly Line[] | undefined,
  heads: readonly SeenHead[],
  app: string,
): Wholeness {
  if (lines === undefined) return removed(heads)
  const closed = lines.filter((line) => isClosed(line, lines))
  const unread = lines.filter((line) => !line.entry && !line.torn && !closed.includes(line))
  const repeated = lines.filter(({ hash }, at) => lines.findIndex((other) => other.hash === hash) < at)
  const { order, breaks: misplaced } = inOrder(lines.filter((line) => !repeated.includes(line)))
  const found = [
    ...unread.map(noLine),
    ...foreign(lines, app),
    ...repeated.map((line) => again(line, lines)),
    ...misplaced,
    ...gaps(order, heads),
    ...unlikeHeads(order, heads),
  ]
  // What a place is first seen by says most.
  const breaks = found.filter(({ where }, at) => found.findIndex((other) => other.where === where) === at)
  return { breaks, end: endOf(lines), remarks: [...closed.map(saidOfTorn), ...cuts(lines)] }
}

function removed(heads: readonly SeenHead[]): Wholeness {
  const last = heads.at(-1)
  const breaks: Break[] = last
    ? [
        {
          code: 'journal-removed',
          where: 'the file',
          found: `it is not there, and ${last.by} has seen ${last.n} lines of it`,
        },
      ]
    : []
  return { breaks, end: { isEnd: false, why: 'there is no journal' }, remarks: [] }
}

/** Whether the line after it says that it was cut short: it bears the SHA-256 of what is there of it. */
function isClosed({ position, hash }: Line, lines: readonly Line[]): boolean {
  const next = lines[position]?.entry
  return next?.type === 'torn' && next.previous === hash
}

const noLine = ({ position }: Line): Break => ({
  code: 'journal-edited',
  where: `line ${position}`,
  found: 'it is no line that a run writes',
})

const saidOfTorn = ({ position, bytes }: Line): string =>
  `line ${position} was cut short after ${bytes} bytes, as where its process was ended, and the next run closed it`

function foreign(lines: readonly Line[], app: string): Break[] {
  return lines.flatMap(({ position, entry }) =>
    entry && entry.app !== app
      ? [
          {
            code: 'journal-spliced' as const,
            where: `line ${position}`,
            found: `it is a line of the journal of ${entry.app}`,
          },
        ]
      : [],
  )
}

/** The number a line bears; where it cannot be read, the one of its place. */
const numberOf = ({ entry, position }: Line): number => entry?.n ?? position
/** Whether a line was written after that one. */
const follows = (line: Line, before: Line | undefined): boolean =>
  line.entry === undefined || line.entry.previous === (before?.hash ?? nothingBefore)

const again = (line: Line, lines: readonly Line[]): Break => ({
  code: 'journal-repeated',
  where: `line ${line.position}`,
  found: `it is line ${lines.find(({ hash }) => hash === line.hash)?.position} once more`,
})

/**
 * Takes out what stands between two lines of which the second was written after the first: it was put there, or moved. What
 * was moved is put back.
 */
function inOrder(lines: readonly Line[]): { order: Line[]; breaks: Break[] } {
  const order: Line[] = []
  const blocks: Line[][] = []
  for (const line of lines) {
    const before = isFirst(line) ? -1 : order.findLastIndex(({ hash }) => hash === line.entry?.previous)
    const wasMoved = isFirst(line) ? order[0] !== undefined && !isFirst(order[0]) : before >= 0
    if (wasMoved && before < order.length - 1) blocks.push(order.splice(before + 1))
    order.push(line)
  }
  const breaks = blocks.map((block): Break => {
    const where = whereOf(block.map(({ position }) => position))
    if (!putBack(block, order))
      return { code: 'journal-spliced', where, found: `the line after was not written after it: ${alien}` }
    const numbers = spanOf(block.map(numberOf))
    return { code: 'journal-reordered', where, found: `what stands there is line ${numbers} by its number` }
  })
  return { order, breaks }
}

/** Puts a block where its neighbours by SHA-256 are. Returns whether there are any. */
function putBack(block: readonly Line[], order: Line[]): boolean {
  const before = order.findIndex(({ hash }) => hash === block[0]?.entry?.previous)
  const after = order.findIndex(({ entry }) => entry?.previous === block.at(-1)?.hash)
  const isTaken = block.some((line) => order.some((other) => numberOf(other) === numberOf(line)))
  if ((before === -1 && after === -1) || isTaken) return false
  order.splice(before === -1 ? after : before + 1, 0, ...block)
  return true
}

const isFirst = ({ entry }: Line): boolean => entry?.n === 1 && entry.previous === nothingBefore

const alien = 'another run’s lines, of another file, were put in'

/** Where a line does not follow the one before it, and nothing that was moved or put in explains it. */
function gaps(order: readonly Line[], heads: readonly SeenHead[]): Break[] {
  let n = 0
  return order.flatMap((line, at): Break[] => {
    const before = order[at - 1]
    const next = n + 1
    if (follows(line, before)) {
      n = next
      if (line.entry === undefined || line.entry.n === n) return []
      return [
        {
          code: 'journal-edited',
          where: `line ${line.position}`,
          found: `it bears the number ${line.entry.n}`,
        },
      ]
    }
    n = numberOf(line)
    if (n > next) return [deletedBetween(next, n - 1, line)]
    if (before === undefined || n < next || heads.some((head) => isHead(head, before))) return [spliced(line)]
    if (startsElsewhere(line, order.slice(0, at))) return [spliced(line)]
    const after = order[at + 1]
    // What neither follows nor is followed is what was edited, and not the lines around it.
    return after && !follows(after, line) && numberOf(after) === next + 1 ? [] : [edited(before, line)]
  })
}

const isHead = ({ n, hash }: SeenHead, line: Line | undefined): boolean =>
  line !== undefined && numberOf(line) === n && line.hash === hash

/** Whether the line belongs to a run that does not begin in what stands before it, nor with it. */
const startsElsewhere = ({ entry }: Line, before: readonly Line[]): boolean =>
  entry !== undefined &&
  entry.type !== 'run-start' &&
  before.length > 0 &&
  !before.some((line) => line.entry?.run === entry.run)

const deletedBetween = (from: number, to: number, { position }: Line): Break => ({
  code: 'journal-deleted',
  where: spanWhere(from, to),
  found: `${from === to ? 'it is' : 'they are'} missing: what stands in line ${position} now was written after ${from === to ? 'it' : 'them'}`,
})

const spliced = (line: Line): Break => ({
  code: 'journal-spliced',
  where: `line ${line.position}`,
  found:
    'it was written after a line that is not here: another run’s lines, of another file, were put in from there on',
})

const edited = (before: Line, after: Line): Break => ({
  code: 'journal-edited',
  where: `line ${before.position}`,
  found: `it is not the text that line ${after.position} was written after${after.entry?.type === 'run-start' ? `; or from line ${after.position} on ${alien}` : ''}`,
})

/** What was kept elsewhere and is not in the file. */
function unlikeHeads(order: readonly Line[], heads: readonly SeenHead[]): Break[] {
  const last = Math.max(0, ...order.map(numberOf))
  const beyond = heads.filter(({ n }) => n > last).at(-1)
  const rewritten = heads.flatMap((head): Break[] => {
    const line = order.find((candidate) => numberOf(candidate) === head.n)
    if (!line || order.some((candidate) => isHead(head, candidate))) return []
    const found = `it is not the one that ${head.by} has seen: it was edited, and what follows may have been written anew`
    return [{ code: 'journal-rewritten', where: `line ${line.position}`, found }]
  })
  if (!beyond) return rewritten
  const found = `${beyond.by} has seen ${beyond.n} lines, and the last that is here is line ${last}: its end was cut off`
  return [...rewritten, { code: 'journal-cut', where: spanWhere(last + 1, beyond.n), found }]
}

function endOf(lines: readonly Line[]): Wholeness['end'] {
  const last = lines.at(-1)
  if (last?.torn)
    return {
      isEnd: false,
      why: `line ${last.position} is cut short after ${last.bytes} bytes: the next run closes it`,
    }
  if (last?.entry?.type === 'run-end') return { isEnd: true }
  return {
    isEnd: false,
    why: 'its last line ends no run: a run is under way, was ended before its time, or the end was cut off',
  }
}

/** The runs that have no end though others came after them, and the changes of which nobody wrote how they ended. */
function cuts(lines: readonly Line[]): string[] {
  const entries = lines.flatMap(({ entry }) => entry ?? [])
  const ended = new Set(entries.flatMap((entry) => (entry.type === 'after' ? entry.of : [])))
  const over = new Set(entries.flatMap((entry) => (entry.type === 'run-end' ? entry.run : [])))
  return entries.flatMap((entry) => {
    if (entry.type === 'before' && !ended.has(entry.n))
      return `line ${entry.n}: how \`${entry.what}\` ended was not written: its run was ended meanwhile`
    return entry.type === 'run-start' && !over.has(entry.run)
      ? `line ${entry.n}: the run of ${entry.command} has no end: it was ended before its time, or is under way`
      : []
  })
}

function whereOf(positions: readonly number[]): string {
  return spanWhere(Math.min(...positions), Math.max(...positions))
}

const spanWhere = (from: number, to: number): string =>
  from === to ? `line ${from}` : `lines ${from} to ${to}`
const spanOf = (numbers: readonly number[]): string => {
  const [from, to] = [Math.min(...numbers), Math.max(...numbers)]
  return from === to ? `${from}` : `${from} to ${to}`
}

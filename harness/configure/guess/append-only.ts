import type { Relation } from '../../privileges/snapshot/privilege-snapshot.ts'
import type { Refusal } from '../refusals.ts'
import { bareNameOf, counted, type Guess, wordsOf } from './guess.ts'
import type { RowCounts, Statistics } from './table-statistics.ts'

/** From how many rows on it says something that none was ever changed, where the name says nothing. */
const rowsThatSay = 100

interface Evidence {
  readonly statistics: Statistics
  readonly refusals: readonly Refusal[]
}

/**
 * Returns the tables that may be meant to be append-only. One in which the database refuses UPDATE and DELETE itself is; one
 * that is called like it is taken for one, unless its rows have been changed; where neither is so the line is a comment.
 * Taking one for append-only that is not stops a statement of the app, which a rehearsal shows; the other way nobody would
 * hear of it, so each of these lines is open, but for what is certain.
 */
export function appendOnlyGuesses(tables: readonly Relation[], evidence: Evidence): Guess[] {
  return tables.flatMap((table) => guessOf(table, evidence) ?? [])
}

function guessOf(table: Relation, { statistics, refusals }: Evidence): Guess | undefined {
  const { name } = table
  const refused = refusals.filter(({ relation }) => relation === name)
  const certain = certainty(refused)
  if (certain) return { name, inForce: true, ...certain }
  const clue = refused.map(saidOf).join(', ') || 'called like one'
  const called = calledLikeOne(table)
  const counts = statistics.counts.get(name)
  if (called === 'clearly') return clearGuess(name, clue, counts, statistics)
  if (called === 'perhaps' || refused.length > 0) return weakGuess(name, clue, counts, statistics)
  if (!counts || statistics.silent !== undefined || counts.inserted < rowsThatSay || isChanged(counts))
    return undefined
  return { name, why: saidOfCounts(counts, statistics), inForce: false, open: false }
}

function clearGuess(
  name: string,
  clue: string,
  counts: RowCounts | undefined,
  statistics: Statistics,
): Guess {
  if (counts && isChanged(counts))
    return {
      name,
      why: `${clue}, but ${saidOfCounts(counts, statistics)}: by whom, and should the app?`,
      inForce: false,
      open: true,
    }
  return { name, why: `${clue}; ${saidOfCounts(counts, statistics)}`, inForce: true, open: true }
}

function weakGuess(name: string, clue: string, counts: RowCounts | undefined, statistics: Statistics): Guess {
  const said = saidOfCounts(counts, statistics)
  if (counts && isChanged(counts))
    return { name, why: `not: ${clue}, but ${said}`, inForce: false, open: false }
  const supported = counts !== undefined && counts.inserted > 0 && statistics.silent === undefined
  return { name, why: `${clue}; ${said}`, inForce: supported, open: true }
}

const isChanged = ({ updated, deleted }: RowCounts): boolean => updated + deleted > 0

function saidOfCounts(counts: RowCounts | undefined, { since, silent }: Statistics): string {
  if (counts && isChanged(counts))
    return `${counted(counts.updated, 'row')} updated and ${counts.deleted.toLocaleString('en-US')} deleted ${since}`
  if (silent !== undefined) return 'the counts of rows say nothing'
  if (!counts || counts.inserted === 0) return `no row inserted ${since}`
  return `${counted(counts.inserted, 'row')} inserted and none updated or deleted ${since}`
}

const saidOf = ({ by, verbs, always }: Refusal): string =>
  `${by} refuses ${verbs.join(' and ')}${always ? '' : ' under a condition'}`

/** Where an UPDATE has been dropped in silence, the app may send one all the same, and is refused it from now on. */
function certainty(refused: readonly Refusal[]): Pick<Guess, 'why' | 'open'> | undefined {
  const always = refused.filter((refusal) => refusal.always)
  const verbs = new Set(always.flatMap((refusal) => refusal.verbs))
  if (verbs.size < 2) return undefined
  const open = always.some(({ aloud }) => !aloud)
  const why = always.map(saidOf).join(', ')
  return { why: open ? `${why}, and says nothing: under this policy the app is told` : why, open }
}

/** Words by which people call what is kept as it was written. */
const clear = new Set([
  'audit',
  'audits',
  'auditlog',
  'changelog',
  'history',
  'histories',
  'journal',
  'ledger',
  'trail',
])
/** Words that are as often those of something else: an event in a calendar, a version of a document. */
const ambiguous = new Set([
  'event',
  'events',
  'log',
  'logs',
  'logentry',
  'revision',
  'revisions',
  'version',
  'versions',
])
/** Words that end like one and are another. */
const noLogs = new Set(['analog', 'backlog', 'blog', 'catalog', 'dialog'])
/** Words for the rows of what the word before names. */
const rowsOf = new Set([
  'entry',
  'entries',
  'record',
  'records',
  'item',
  'items',
  'line',
  'lines',
  'row',
  'rows',
])

/** The last word says what a table holds: `audit_events` and `order_history` are such, `event_types` is not. */
function calledLikeOne(table: Relation): 'clearly' | 'perhaps' | undefined {
  const words = wordsOf(bareNameOf(table))
  const schema = wordsOf(table.schema)
  const head = rowsOf.has(words.at(-1) ?? '') ? words.slice(0, -1) : words
  const [last = '', before = ''] = head.toReversed()
  // simple_history of Django's calls its tables `app_historicalmodel`.
  if (clear.has(last) || last.startsWith('historical') || schema.some((word) => clear.has(word)))
    return 'clearly'
  if (ambiguous.has(last)) return clear.has(before) ? 'clearly' : 'perhaps'
  return last.endsWith('log') && !noLogs.has(last) ? 'perhaps' : undefined
}

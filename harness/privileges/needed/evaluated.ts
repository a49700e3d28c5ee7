import type { Trigger, Use } from '../snapshot/privilege-snapshot.ts'
import { ruleEvents } from './ways.ts'

/** pg_trigger.tgtype. */
const triggerEvents: Readonly<Record<string, number>> = { INSERT: 4, DELETE: 8, UPDATE: 16, TRUNCATE: 32 }
const forEachRow = 1
/** pg_policy.polcmd. */
const policyCommands: Readonly<Record<string, string>> = {
  SELECT: 'r',
  INSERT: 'a',
  UPDATE: 'w',
  DELETE: 'd',
}

const writes = new Set(['INSERT', 'UPDATE'])

/**
 * Which verbs evaluate a stored expression, and so ask the privileges of what it calls: of the role, since Postgres
 * evaluates all but a SECURITY DEFINER function as whoever runs the statement (execExpr.c, ExecInitFunc; nextval_internal
 * of sequence.c). What a query has to find by its name, a type or an operator of an index, any verb may need.
 */
export function evaluates({ by, command, kind }: Use, verb: string): boolean {
  if (by === 'default' || by === 'domain default') return verb === 'INSERT'
  if (kind === 'schema') return verb !== 'TRUNCATE'
  if (by === 'policy')
    return command === '*' || command === policyCommands[verb] || (command === 'r' && verb !== 'INSERT')
  if (by === 'view') return verb !== 'TRUNCATE'
  if (by === 'rule') return ruleEvents[command ?? ''] === verb
  if (by === 'trigger') return verb !== 'SELECT'
  if (by === 'partition key') return writes.has(verb)
  return writes.has(verb)
}

/** What counts for the relation that the statement names alone, and not for its children. */
export const ofTheNamedRelation: ReadonlySet<Use['by']> = new Set([
  'default',
  'domain default',
  'policy',
  'rule',
])

/** A verb, and whether it came from the relation's parent. */
interface Reached {
  readonly verb: string
  readonly handedOn?: boolean
}

/** TRUNCATE runs the triggers of every table that it empties (tablecmds.c, ExecuteTruncateGuts). */
export function fires({ events }: Trigger, { verb, handedOn = false }: Reached): boolean {
  const isForEachRow = (events & forEachRow) !== 0
  return (events & (triggerEvents[verb] ?? 0)) !== 0 && (isForEachRow || !handedOn || verb === 'TRUNCATE')
}

/** Where a stored expression stands, in words that go before the relation's name. */
export function whose({ by, place }: Use): string {
  if (by === 'default') return 'the default of'
  if (by === 'generated column') return 'the generated column'
  if (by === 'check') return `CHECK constraint ${place} of`
  if (by === 'domain default') return `the default of domain ${place}, a column of`
  if (by === 'domain') return `a CHECK constraint of domain ${place}, a column of`
  if (by === 'index') return `index ${place} of`
  if (by === 'partition key') return 'the partition key of'
  if (by === 'rule') return `rule ${place} of`
  if (by === 'policy') return `row-level security policy ${place} of`
  if (by === 'view') return 'the query of'
  if (by === 'trigger') return `the condition of trigger ${place} of`
  return `type ${place}, a column of`
}

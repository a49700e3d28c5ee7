import type { ClientBase } from 'pg'
import { looking, queryWithin } from '../privileges/looking.ts'
import type { PrivilegeSnapshot } from '../privileges/snapshot/privilege-snapshot.ts'

/** What of a database keeps the rows of a table as they are, whoever asks. */
export interface Refusal {
  readonly relation: string
  /** `trigger audit_is_final (audit.refuse())` */
  readonly by: string
  readonly verbs: readonly ('UPDATE' | 'DELETE')[]
  /** Whether it does so of every row; else it has a condition, which only somebody who reads it can judge. */
  readonly always: boolean
  /** Whether whoever asks is told; else nothing happens, and nobody hears of it. */
  readonly aloud: boolean
}

interface TriggerRow {
  readonly relation: string
  readonly trigger: string
  readonly function: string
  /** pg_trigger.tgtype: 1 for each row, 2 BEFORE, 4 INSERT, 8 DELETE, 16 UPDATE. */
  readonly type: number
  readonly conditional: boolean
  readonly body: string
}

/**
 * Returns the triggers in PL/pgSQL that refuse an UPDATE or a DELETE, by raising an exception or by letting no row through,
 * and the rules that do nothing instead. @throws CouldNotLook as every read.
 */
export async function readRefusals(client: ClientBase, { rules }: PrivilegeSnapshot): Promise<Refusal[]> {
  const { rows } = await looking('What the triggers refuse', () =>
    queryWithin<TriggerRow>(client, triggersThatMayRefuse),
  )
  const byTrigger = rows.flatMap(({ relation, trigger, function: fn, type, conditional, body }) => {
    const verbs = verbsOf(type)
    const strength = strengthOf(body, type)
    if (strength === undefined) return []
    // What refuses some rows, new or changed, checks their values; of a row that goes there is no value to check.
    const isCheck = strength === 'sometimes' || conditional
    if (isCheck && ((type & 4) > 0 || !verbs.includes('DELETE'))) return []
    const by = `trigger ${trigger} (${fn})`
    const always = strength !== 'sometimes' && !conditional
    return [{ relation, by, verbs, always, aloud: strength !== 'silently' }]
  })
  const byRule = rules
    .filter(({ instead, definition }) => instead && /\bDO INSTEAD NOTHING\b/.test(definition))
    .flatMap(({ relation, name, event, definition }) => {
      const verb = ruleVerbs[event]
      const always = !/\bWHERE\b/.test(definition)
      return verb ? [{ relation, by: `rule ${name}`, verbs: [verb], always, aloud: false }] : []
    })
  return [...byTrigger, ...byRule]
}

/** pg_rewrite.ev_type. */
const ruleVerbs: Readonly<Record<string, 'UPDATE' | 'DELETE'>> = { 2: 'UPDATE', 4: 'DELETE' }

const triggersThatMayRefuse = `SELECT pg_catalog.format('%I.%I', n.nspname, c.relname) AS relation,
    pg_catalog.quote_ident(t.tgname) AS trigger, pg_catalog.format('%I.%I()', f.nspname, p.proname) AS function,
    t.tgtype AS type, t.tgqual IS NOT NULL OR pg_catalog.cardinality(t.tgattr::pg_catalog.int2[]) > 0 AS conditional, p.prosrc AS body
  FROM pg_catalog.pg_trigger t
  JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_proc p ON p.oid = t.tgfoid JOIN pg_catalog.pg_namespace f ON f.oid = p.pronamespace
  JOIN pg_catalog.pg_language l ON l.oid = p.prolang
 WHERE NOT t.tgisinternal AND t.tgparentid = 0 AND t.tgenabled IN ('O', 'A') AND l.lanname = 'plpgsql'
   AND t.tgtype & 24 > 0 AND c.relkind IN ('r', 'p')
   AND p.prosrc ~* '\\mraise\\M|\\mreturn\\s+null\\M'`

function verbsOf(type: number): ('UPDATE' | 'DELETE')[] {
  return [...((type & 16) > 0 ? (['UPDATE'] as const) : []), ...((type & 8) > 0 ? (['DELETE'] as const) : [])]
}

/** Where the first statement refuses, nothing gets past it; where a later one does, something may. */
function strengthOf(body: string, type: number): 'always' | 'silently' | 'sometimes' | undefined {
  const text = body
    .replaceAll(/'(?:[^']|'')*'/g, "''")
    .replaceAll(/--.*$/gm, ' ')
    .replaceAll(/\/\*[\s\S]*?\*\//g, ' ')
  const first = /\bBEGIN\b\s*([\s\S]*)/i.exec(text)?.[1] ?? ''
  if (raises.test(first)) return 'always'
  // A row that a BEFORE trigger returns nothing for is left as it is (PostgreSQL documentation, Overview of Trigger Behavior).
  if ((type & 3) === 3 && /^RETURN\s+NULL\b/i.test(first)) return 'silently'
  return /\bRAISE\s+(EXCEPTION\b|'')/i.test(text) ? 'sometimes' : undefined
}

/** RAISE without a level is RAISE EXCEPTION (PostgreSQL documentation, Errors and Messages). */
const raises = /^RAISE\s+(EXCEPTION\b|''|SQLSTATE\b|USING\b)/i

/** A line of the configuration that the database suggests. */
export interface Guess {
  /** The object it is about, as the policy names it. */
  readonly name: string
  /** What it was told by. */
  readonly why: string
  /** Whether the policy has it; else it stands there as a comment. */
  readonly inForce: boolean
  /** Whether a person is to decide. */
  readonly open: boolean
}

/** `1,204 rows` */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`
}

/** The words of a name as people write it: `order_audit_events`, `"OrderAuditEvent"`, without the schema's. */
export function wordsOf(identifier: string): string[] {
  return identifier
    .replaceAll(/(\p{Ll}|\d)(\p{Lu})/gu, '$1_$2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
}

/** The name of a relation without its schema, and without quotes. */
export function bareNameOf({ name, schema }: { readonly name: string; readonly schema: string }): string {
  const own = name.slice(schema.length + 1)
  return own.startsWith('"') ? own.slice(1, -1).replaceAll('""', '"') : own
}

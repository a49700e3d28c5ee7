import { type Ast, items, names, node } from '../ast.ts'
import { qualified } from '../names.ts'
import type { Session } from '../session.ts'

/** How format_type writes those of pg_catalog that have another name there (format_type.c). */
const written: Readonly<Record<string, string>> = {
  int2: 'smallint',
  int4: 'integer',
  int8: 'bigint',
  float4: 'real',
  float8: 'double precision',
  bool: 'boolean',
  bpchar: 'character',
  varchar: 'character varying',
  varbit: 'bit varying',
  timestamptz: 'timestamp with time zone',
  timestamp: 'timestamp without time zone',
  timetz: 'time with time zone',
  time: 'time without time zone',
}

/** A type as `regprocedure` writes it in a signature. */
export function typeWritten(session: Session, type: Ast): string {
  const parts = names(type['names'])
  const called = parts.at(-1) ?? ''
  const schema =
    parts.length > 1 ? parts[0] : session.path.find((one) => session.catalogue.types.has(`${one}\0${called}`))
  const isSystem = schema === undefined || schema === 'pg_catalog'
  const base = isSystem ? (written[called] ?? called) : qualified(schema, called)
  return items(type['arrayBounds']).length > 0 ? `${base}[]` : base
}

/** The schema of a column's type where the migrations made it; undefined for the system's. */
export function typeSchema(session: Session, type: Ast): { schema: string; name: string } | undefined {
  const parts = names(type['names'])
  const called = parts.at(-1) ?? ''
  if (parts.length > 1)
    return parts[0] === 'pg_catalog' ? undefined : { schema: parts[0] ?? '', name: called }
  const schema = session.path.find((one) => session.catalogue.types.has(`${one}\0${called}`))
  return schema === undefined ? undefined : { schema, name: called }
}

const serial = /^(?:small|big)?serial[248]?$/

/** Whether a column's type makes a sequence of its own. */
export function isSerial(column: Ast): boolean {
  const parts = names(fieldsOf(column['typeName'])['names'])
  return parts.length === 1 && serial.test(parts[0] ?? '')
}

/** Of a field that holds the fields of a node, or the node. */
export function fieldsOf(value: unknown): Ast {
  const within = node(value, 'TypeName')
  if (Object.keys(within).length > 0) return within
  return typeof value === 'object' && value !== null ? (value as Ast) : {}
}

import { isMigrationTable } from '../../config/migration-tables.ts'
import type { Open, Place } from '../migration.ts'
import { owner } from '../this-database.ts'
import { type Ast, items, names, word } from './ast.ts'
import { Catalogue, FunctionEntry, RelationEntry, type SchemaEntry, type Touch } from './catalogue.ts'
import { qualified, quoted } from './names.ts'

/** What a statement does that is worth a finding whatever the privileges are after it. */
export interface Noticed {
  readonly code:
    | 'unguarded-grant'
    | 'password-statement'
    | 'revoke-on-missing'
    | 'grant-on-missing'
    | 'append-only-recreated'
  readonly object: string
  readonly place: Place
  readonly statement: string
}

const systemSchemas = new Set(['pg_catalog', 'information_schema', 'pg_toast'])
/** Relations of extensions that migrations name now and then. */
const ofExtensions = new Set([
  'spatial_ref_sys',
  'geometry_columns',
  'geography_columns',
  'pg_stat_statements',
])

/** One course through the migrations: what they have made, and as whom and where the statement at hand runs. */
export class Session {
  readonly catalogue = new Catalogue()
  /** Quoted. */
  readonly role: string
  user = owner
  path: readonly string[] = ['public']
  place: Place = { file: '', line: 1, statement: '' }
  /** The statement at hand, whole. */
  text = ''
  /** The statement runs only where the role is. */
  guarded = false
  noticed: Noticed[] = []
  unread: Open[] = []

  constructor(role: string) {
    this.role = quoted(role)
  }

  /** As a connection begins. */
  begin(): void {
    this.user = owner
    this.path = ['public']
    this.noticed = []
    this.unread = []
    this.catalogue.touches.clear()
    this.catalogue.touched.clear()
  }

  /** Says that what the statement does cannot be told. */
  cannot(why: string): void {
    this.unread.push({ ...this.place, why })
  }

  notice(code: Noticed['code'], object: string): void {
    this.noticed.push({ code, object, place: this.place, statement: this.text })
  }

  touch(object: RelationEntry | FunctionEntry | SchemaEntry, kind: Touch['kind']): void {
    this.catalogue.touch(object, kind, this.place)
  }

  /** The role a node means, quoted as in a grant; PUBLIC for everybody. */
  roleOf(spec: Ast): string {
    if (spec['roletype'] === 'ROLESPEC_PUBLIC') return 'PUBLIC'
    return spec['roletype'] === 'ROLESPEC_CSTRING' ? quoted(word(spec['rolename'])) : this.user
  }

  /** Where a relation without a schema is made. */
  schemaFor(range: Ast): string {
    return word(range['schemaname']) || (this.path[0] ?? 'public')
  }

  find(schema: string | undefined, name: string): RelationEntry | undefined {
    const temporary = schema === undefined ? this.catalogue.relation('pg_temp', name) : undefined
    if (temporary) return temporary
    for (const one of schema === undefined || schema === '' ? this.path : [schema]) {
      const found = this.catalogue.relation(one, name)
      if (found) return found
    }
    return undefined
  }

  /** The relation a RangeVar means. Of the system's own, and where nothing is to be said, undefined. */
  relation(range: Ast, { missingOk = false } = {}): RelationEntry | undefined {
    const [schema, name] = [word(range['schemaname']) || undefined, word(range['relname'])]
    const found = this.find(schema, name) ?? this.#ofFramework(schema ?? this.path[0] ?? 'public', name)
    if (!found && !missingOk && !this.isForeign(schema, name))
      this.cannot(`names ${this.written(schema, name)}, which no migration before it creates`)
    return found
  }

  /** A framework makes the table of its migrations before the first of them. */
  #ofFramework(schema: string, name: string): RelationEntry | undefined {
    if (!isMigrationTable(quoted(name)) || !this.catalogue.schemas.has(schema)) return undefined
    const relation = new RelationEntry({ schema, name, kind: 'r', owner })
    this.catalogue.add(relation)
    return relation
  }

  /** The relation of a name as a list of String nodes. */
  relationNamed(list: unknown, options: { missingOk?: boolean } = {}): RelationEntry | undefined {
    const parts = names(list)
    return this.relation({ relname: parts.at(-1), schemaname: parts.at(-2) }, options)
  }

  written(schema: string | undefined, name: string): string {
    return schema === undefined ? quoted(name) : qualified(schema, name)
  }

  /** Whether a name is the system's or an extension's. */
  isForeign(schema: string | undefined, name: string): boolean {
    if (ofExtensions.has(name)) return true
    return schema === undefined
      ? /^(pg_|sql_)/.test(name)
      : systemSchemas.has(schema) || /^pg_(toast|temp)/.test(schema)
  }

  functionsNamed(list: unknown): readonly FunctionEntry[] {
    const parts = names(list)
    const called = parts.at(-1) ?? ''
    for (const schema of parts.length > 1 ? [parts.at(-2) ?? ''] : this.path) {
      const found = this.catalogue.functionsNamed(schema, called)
      if (found.length > 0) return found
    }
    return []
  }

  /** The schema of a name; `ensure` where it may be one that the migrations did not make. */
  schema(called: string): SchemaEntry | undefined {
    const found = this.catalogue.schemas.get(called)
    if (!found && !systemSchemas.has(called))
      this.cannot(`names the schema ${quoted(called)}, which no migration before it creates`)
    return found
  }

  rangesOf(list: unknown): readonly Ast[] {
    return items(list).map((one) =>
      typeof one === 'object' && one !== null && 'RangeVar' in one ? (one.RangeVar as Ast) : {},
    )
  }
}

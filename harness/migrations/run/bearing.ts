import type { PolicyInPhase } from '../../config/policy.ts'
import type { PrivilegeSnapshot } from '../../privileges/snapshot/privilege-snapshot.ts'
import { bare } from '../read/written-names.ts'

/** What a part of a database is held against: the last snapshot of the whole, and what functions have in their texts. */
export interface Whole {
  readonly snapshot: PrivilegeSnapshot
  readonly words: Words
  /** What of the snapshot is about no relation. */
  readonly ofAll: string
}

/** The words in the texts of functions, and so every name that could be meant by one of them. */
export class Words {
  readonly #words: ReadonlySet<string>
  /** A text may spell names otherwise than they read. */
  readonly #anything: boolean

  constructor(texts: readonly string[]) {
    this.#words = new Set(texts.flatMap(wordsIn))
    this.#anything = texts.some((text) => /\b(?:e|u&)['"]/i.test(text))
  }

  /** Of a name that is no plain word each of its words is asked for. */
  couldMean(name: string): boolean {
    if (this.#words.size === 0) return false
    return this.#anything || wordsIn(name).every((word) => this.#words.has(word))
  }
}

const wordsIn = (text: string): readonly string[] =>
  text.toLowerCase().match(/[\p{L}_][\p{L}\p{N}_$]*/gu) ?? []

/**
 * Whether a part can be judged without the rest: what is about no relation is as it was, nothing that is looked up by a name
 * could mean something of the part, and what the part uses besides is the same to everybody.
 */
export function standsAlone(
  part: PrivilegeSnapshot,
  names: Iterable<string>,
  whole: Whole,
  policy: PolicyInPhase,
): boolean {
  const byName = new Set(
    whole.snapshot.uses.filter(({ kind }) => kind === 'sequence').map(({ object }) => object),
  )
  return (
    ofAll(part) === whole.ofAll &&
    [...names].every((name) => !byName.has(name) && !whole.words.couldMean(bare(name))) &&
    usesLittle(part, whole.snapshot, policy) &&
    leavesSchemas(part, whole.snapshot)
  )
}

/** Everything that is about no relation, to compare it. */
export function ofAll(snapshot: PrivilegeSnapshot): string {
  const { role, database, otherDatabases, memberships, settings, owned, roles, platformRoles } = snapshot
  const { systemRelations, systemFunctions, defaultPrivileges, largeObjects, largeObjectsUnprotected } =
    snapshot
  const { parameters, otherObjects, userMappings } = snapshot
  // What is in a schema is looked at by itself.
  const schemas = snapshot.schemas.map((schema) => ({ ...schema, foreignContents: null, extension: false }))
  return inAnyOrder([
    [role, database, otherDatabases, memberships, settings, owned, roles, platformRoles, schemas],
    [systemRelations, systemFunctions, defaultPrivileges, largeObjects, largeObjectsUnprotected],
    [parameters, otherObjects, userMappings],
  ])
}

/** The same text for the same things, in whatever order a plan has them. */
function inAnyOrder(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inAnyOrder).toSorted().join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? ''
  return `{${Object.entries(value)
    .map(([key, one]) => `${key}:${inAnyOrder(one)}`)
    .join(',')}}`
}

/** Functions that the whole has been judged with, of which no text says anything of this database; an extension's are everybody's. */
function usesLittle(part: PrivilegeSnapshot, whole: PrivilegeSnapshot, policy: PolicyInPhase): boolean {
  const functions = new Map(part.functions.map((fn) => [fn.name, fn]))
  const known = new Set(whole.triggers.map((trigger) => trigger.function))
  const isEverybodys = (name: string) => {
    const fn = functions.get(name)
    return (
      fn?.extension === true &&
      fn.effective.includes('EXECUTE') &&
      fn.entries.every(({ grantee, grantable }) => grantee === 'PUBLIC' && !grantable)
    )
  }
  const runsAlike = (name: string) =>
    known.has(name) &&
    functions.get(name)?.definer === false &&
    !whole.bodies.has(name) &&
    !(name in policy.functions.uses)
  return (
    part.triggers.every((trigger) => runsAlike(trigger.function)) &&
    part.uses.every(({ kind, object }) => {
      if (kind === 'function') return isEverybodys(object)
      if (kind === 'schema') return policy.schemas[object]?.includes('USAGE') === true
      return kind === 'relation'
    })
  )
}

/** Whose things are in a schema of the platform's, and whether one holds what extensions made and nothing else, stays as it was. */
function leavesSchemas({ relations }: PrivilegeSnapshot, whole: PrivilegeSnapshot): boolean {
  const schemas = new Map(whole.schemas.map((schema) => [schema.name, schema]))
  const platform = new Set(whole.platformRoles)
  return relations.every(({ schema, owner, extension }) => {
    const of = schemas.get(schema)
    if (!of) return false
    if (extension) return true
    return (
      !of.extension &&
      (!platform.has(of.owner) || platform.has(owner) || of.foreignContents?.includes(owner) === true)
    )
  })
}

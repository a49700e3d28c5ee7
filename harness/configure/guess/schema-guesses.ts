import type { PrivilegeSnapshot, Relation, Schema } from '../../privileges/snapshot/privilege-snapshot.ts'
import { counted, type Guess, wordsOf } from './guess.ts'

/** Words for what is kept out of the way, which an app seldom reads. */
const aside = new Set(['archive', 'archives', 'backup', 'backups', 'legacy', 'old', 'staging', 'tmp', 'temp'])

/** Returns what to say of each schema of the database that is not the system's or the platform's own. */
export function schemaGuesses(snapshot: PrivilegeSnapshot): Guess[] {
  return snapshot.schemas
    .filter(({ system }) => !system)
    .flatMap((schema) => guessOf(schema, snapshot) ?? [])
    .toSorted((a, b) => Number(b.name === 'public') - Number(a.name === 'public'))
}

function guessOf(schema: Schema, snapshot: PrivilegeSnapshot): Guess | undefined {
  const { name } = schema
  const of = contentsOf(schema, snapshot)
  const guess = (why: string, inForce: boolean, open: boolean): Guess => ({ name, why, inForce, open })
  if (of.relations.length + of.functions === 0) return ofEmptySchema(schema, of.said, guess)
  if (!schema.enteredByOwner)
    return guess(
      `${of.said} of ${schema.owner}, where the database owner may not enter and can grant nothing`,
      false,
      true,
    )
  if (of.ours === 0)
    return snapshot.platformRoles.includes(schema.owner)
      ? undefined
      : guess(`${of.said}, and none is the database owner's to grant`, false, true)
  if (of.functions === 0 && of.relations.every((relation) => isPartitionOfAnother(relation, snapshot)))
    return guess(`nothing but partitions, which are reached through their parents: ${of.said}`, false, false)
  if (wordsOf(name).some((word) => aside.has(word)))
    return guess(`${of.said}, kept aside by its name: does the app go there?`, false, true)
  return guess(of.said, true, false)
}

/** What extensions made resolves in no query of a role that may not enter: names are just not found. */
function ofEmptySchema(
  { name, extension, enteredByOwner }: Schema,
  said: string,
  guess: (why: string, inForce: boolean, open: boolean) => Guess,
): Guess | undefined {
  if (extension && enteredByOwner)
    return guess('extensions are in it: without USAGE their functions and types are not found', true, false)
  return name === 'public' ? guess(`where new tables go; ${said}`, true, false) : undefined
}

function contentsOf({ name }: Schema, { relations, functions }: PrivilegeSnapshot) {
  const own = relations.filter(({ schema, extension }) => schema === name && !extension)
  const tables = own.filter(({ kind }) => kind === 'r' || kind === 'p' || kind === 'f')
  const views = own.filter(({ kind }) => kind === 'v' || kind === 'm')
  const called = functions.filter(({ schema, extension }) => schema === name && !extension)
  return {
    relations: own,
    functions: called.length,
    ours: [...own, ...called].filter(({ manageable }) => manageable).length,
    said: [
      counted(tables.length, 'table'),
      ...(views.length > 0 ? [counted(views.length, 'view')] : []),
      ...(called.length > 0 ? [counted(called.length, 'function')] : []),
    ].join(', '),
  }
}

function isPartitionOfAnother(relation: Relation, { relations }: PrivilegeSnapshot): boolean {
  if (!relation.partition) return relation.kind === 'S'
  return relations.some(({ name, schema }) => schema !== relation.schema && relation.parents.includes(name))
}

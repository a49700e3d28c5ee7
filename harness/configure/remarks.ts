import type { PrivilegeSnapshot, Relation } from '../privileges/snapshot/privilege-snapshot.ts'
import { counted } from './guess/guess.ts'
import type { Statistics } from './guess/table-statistics.ts'

/** What is worth knowing of the database to read its policy, and asks for no decision. */
export function remarksOn({ relations }: PrivilegeSnapshot, { since, silent }: Statistics): string[] {
  const own = relations.filter(({ extension }) => !extension)
  const of = (test: (relation: Relation) => boolean): Relation[] => own.filter(test)
  const partitions = of(({ partition }) => partition)
  const serial = of(({ kind, ownedBy, identity }) => kind === 'S' && ownedBy !== undefined && !identity)
  const identities = of(({ kind, identity }) => kind === 'S' && identity)
  const free = of(({ kind, ownedBy }) => kind === 'S' && ownedBy === undefined)
  const materialized = of(({ kind }) => kind === 'm')
  const foreign = of(({ kind }) => kind === 'f')
  const said = (some: readonly Relation[], text: string): string[] => (some.length > 0 ? [text] : [])
  return [
    silent === undefined
      ? `What was inserted, updated and deleted is as Postgres has counted it ${since}.`
      : `Postgres's counts of rows say nothing of what is append-only: ${silent}.`,
    ...said(partitions, `${counted(partitions.length, 'partition')}: each is under its parent's rule.`),
    ...said(
      serial,
      `${counted(serial.length, 'sequence')} of serial columns: an INSERT needs USAGE on them.`,
    ),
    ...said(identities, `${counted(identities.length, 'sequence')} of identity columns: they need no right.`),
    ...said(free, `Free-standing, and given USAGE: ${named(free, 'sequence')}.`),
    ...said(materialized, `Only its owner can REFRESH ${named(materialized, 'materialized view')}.`),
    ...said(
      foreign,
      `${named(foreign, 'foreign table')}: a user mapping says as whom the role reads them elsewhere.`,
    ),
  ]
}

const namedAtMost = 8

function named(relations: readonly Relation[], one: string): string {
  if (relations.length > namedAtMost) return counted(relations.length, one)
  return relations.map(({ name }) => name).join(', ')
}

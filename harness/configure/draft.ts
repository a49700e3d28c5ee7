import type { ClientBase } from 'pg'
import { type PolicyInPhase, policyInPhase, policySchema } from '../config/policy.ts'
import { type Audit, audit } from '../privileges/audit.ts'
import { isTrouble, wordsOf } from '../privileges/looking.ts'
import type { PrivilegeSnapshot, Relation } from '../privileges/snapshot/privilege-snapshot.ts'
import { type Decisions, decisionsOf } from './decisions.ts'
import { appendOnlyGuesses } from './guess/append-only.ts'
import type { Guess } from './guess/guess.ts'
import { schemaGuesses } from './guess/schema-guesses.ts'
import { leftoverGuesses, migrationTableGuesses, readMigrationsByColumns } from './guess/table-guesses.ts'
import { readStatistics, type Statistics } from './guess/table-statistics.ts'
import { type Refusal, readRefusals } from './refusals.ts'
import { remarksOn } from './remarks.ts'
import { entered, readRoleToBe } from './role-to-be.ts'

/** What a database suggests that its policy should say. */
export interface Draft {
  readonly database: string
  readonly serverMajor: number
  readonly schemas: readonly Guess[]
  /** Tables that the role is to have nothing on. */
  readonly withheld: readonly Guess[]
  readonly appendOnly: readonly Guess[]
  readonly decisions: Decisions
  /** A table that the spot check can look at; undefined where there is none. */
  readonly spotCheck: string | undefined
  readonly remarks: readonly string[]
}

/** What every table of the policy's schemas is given that no line names. */
export const tableDefault = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] as const

/**
 * Reads the database that `client` is connected to as its owner, and returns a first policy for `role`, with what each line
 * of it was told by. It writes nothing. @throws CouldNotLook where a lock or the connection is in the way.
 */
export async function draftFrom(client: ClientBase, role: string): Promise<Draft> {
  const { snapshot } = await readRoleToBe(client, role)
  const schemas = schemaGuesses(snapshot)
  const tables = tablesIn(snapshot, namesInForce(schemas))
  const statistics = await readStatistics(client, snapshot.relations).catch(noStatistics)
  const refusals = await readRefusals(client, snapshot)
  const withheld = firstOfEach([
    ...migrationTableGuesses(tables),
    ...(await readMigrationsByColumns(client, tables)),
    ...leftoverGuesses(tables, statistics),
  ])
  const appendOnly = appendOnlyOf(tables, withheld, { statistics, refusals })
  const policy = policyOf({ schemas, withheld, appendOnly })
  const found = onceEntered(snapshot, policy)
  return {
    database: snapshot.database.name,
    serverMajor: Math.floor(snapshot.serverVersionNum / 10_000),
    schemas,
    withheld,
    appendOnly,
    decisions: decisionsOf(snapshot, found, namesInForce(schemas)),
    spotCheck: spotCheckAmong(tables, found, statistics),
    remarks: remarksOn(snapshot, statistics),
  }
}

/** What the policy leaves open once the role may enter its schemas. */
export function onceEntered(snapshot: PrivilegeSnapshot, policy: PolicyInPhase): Audit {
  return audit(entered(snapshot, Object.keys(policy.schemas)), policy)
}

function policyOf({ schemas, withheld, appendOnly }: Pick<Draft, 'schemas' | 'withheld' | 'appendOnly'>) {
  const none: readonly string[] = []
  return policyInPhase(
    policySchema.parse({
      schemas: Object.fromEntries(namesInForce(schemas).map((name) => [name, ['USAGE']])),
      tables: {
        default: tableDefault,
        named: Object.fromEntries(namesInForce(withheld).map((name) => [name, none])),
      },
      appendOnly: { tables: namesInForce(appendOnly) },
    }),
    'provisioned',
  )
}

/** The names of the lines that the policy has. */
export function namesInForce(guesses: readonly Guess[]): string[] {
  return guesses.filter(({ inForce }) => inForce).map(({ name }) => name)
}

/** A partition is under its parent's rule. */
function tablesIn({ relations }: PrivilegeSnapshot, schemas: readonly string[]): Relation[] {
  return relations.filter(
    ({ kind, schema, extension, partition }) =>
      (kind === 'r' || kind === 'p' || kind === 'f') && !extension && !partition && schemas.includes(schema),
  )
}

function appendOnlyOf(
  tables: readonly Relation[],
  withheld: readonly Guess[],
  evidence: { statistics: Statistics; refusals: readonly Refusal[] },
): Guess[] {
  const nothing = new Set(namesInForce(withheld))
  return appendOnlyGuesses(
    tables.filter(({ name }) => !nothing.has(name)),
    evidence,
  )
}

function firstOfEach(guesses: readonly Guess[]): Guess[] {
  return guesses.filter(({ name }, at) => guesses.findIndex((other) => other.name === name) === at)
}

/** The counts are a help and no more: where Postgres refuses them the guesses say so. */
function noStatistics(error: unknown): Statistics {
  if (isTrouble(error)) throw error
  return { counts: new Map(), since: 'so far', silent: `they could not be read (${wordsOf(error)})` }
}

/** The table that is read most of those that the role may write. */
function spotCheckAmong(
  tables: readonly Relation[],
  found: Audit,
  { counts }: Statistics,
): string | undefined {
  const scans = (name: string): number => counts.get(name)?.scans ?? 0
  return tables
    .filter(({ name, kind }) => kind !== 'f' && found.expected(name)?.includes('UPDATE'))
    .toSorted(
      (a, b) =>
        scans(b.name) - scans(a.name) ||
        Number(b.schema === 'public') - Number(a.schema === 'public') ||
        a.name.localeCompare(b.name),
    )[0]?.name
}

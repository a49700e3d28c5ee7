import { isMigrationTable } from '../../config/migration-tables.ts'
import { covering, covers, RulesByName } from '../../config/names.ts'
import type { PolicyInPhase } from '../../config/policy.ts'
import { namedRules } from '../needed/named-rules.ts'
import type { PrivilegeSnapshot, Relation } from '../snapshot/privilege-snapshot.ts'
import { saidOfNearest } from './nearest-name.ts'
import { type PrivilegeFinding, privilegeFinding } from './privilege-finding.ts'

/** A name that the policy has, and what there is of that kind. */
interface Named {
  readonly kind: string
  readonly name: string
  readonly there: readonly string[]
  /** Whether something else would be granted more than it should be while the name is wrong. */
  readonly restricts?: boolean
}

/**
 * Returns a finding for each name of the policy that nothing in the database has: a rule about nothing holds always, and
 * what it was meant for follows the default. And one where there is no relation at all to hold to the policy, or where
 * one of them is to be named and is not.
 */
export function nameFindings(snapshot: PrivilegeSnapshot, policy: PolicyInPhase): PrivilegeFinding[] {
  const governed = snapshot.relations.filter(
    ({ schema, extension }) => schema in policy.schemas && !extension,
  )
  const nothing = governed.length === 0 ? [noRelations(snapshot, policy)] : []
  return [
    ...nothing,
    ...namesIn(snapshot, policy).filter(isNowhere).map(finding),
    ...contradictionsIn(snapshot, policy),
    ...(policy.tables.unclassified === 'refuse' ? unclassifiedAmong(governed, policy) : []),
  ]
}

const isNowhere = ({ name, there }: Named): boolean => !there.some(covering(name))

function namesIn(snapshot: PrivilegeSnapshot, policy: PolicyInPhase): Named[] {
  const relations = (...kinds: Relation['kind'][]): string[] =>
    snapshot.relations.filter(({ kind }) => kinds.includes(kind)).map(({ name }) => name)
  const tables = relations('r', 'p', 'f')
  const views = relations('v', 'm')
  const sequences = relations('S')
  const functions = snapshot.functions.map(({ name }) => name)
  const { mayBeMissing } = policy.tables
  const of = (kind: string, names: readonly string[], there: readonly string[], restricts = false): Named[] =>
    names.map((name) => ({ kind, name, there, restricts }))
  return [
    ...of(
      'table',
      Object.keys(policy.tables.named).filter(
        (name) => !mayBeMissing.some((entry) => entry === name || covers(entry, name)),
      ),
      [...tables, ...views],
      true,
    ),
    ...of('view', Object.keys(policy.views.named), views, true),
    ...of('sequence', Object.keys(policy.sequences.named), sequences, true),
    ...of('function', Object.keys(policy.functions.named), functions, true),
    ...of('function', Object.keys(policy.functions.uses), functions),
    ...of('function', policy.functions.securityDefiner, functions),
    ...of('table', policy.rowLevelSecurity, tables),
    ...of('role', [...policy.memberships, ...policy.platformRoles], snapshot.roles),
    ...of(
      'schema',
      Object.keys(policy.schemas),
      snapshot.schemas.map(({ name }) => name),
    ),
  ]
}

function finding({ kind, name, there, restricts }: Named): PrivilegeFinding {
  return privilegeFinding({
    code: 'name-without-object',
    object: name,
    expected: `a ${kind} of that name: the policy has a rule for it`,
    found: saidOfNearest(kind, name, there),
    repairableBy: {
      who: 'whoever writes runbook.config.ts; where the object was dropped, whoever dropped it',
    },
    ...(restricts && {
      withholds: `the policy has a rule for the ${kind} ${name}, which is not there: what it was meant for would be granted by the default`,
    }),
  })
}

/** Tables of the app's that no entry of the policy names. */
function unclassifiedAmong(governed: readonly Relation[], policy: PolicyInPhase): PrivilegeFinding[] {
  const rulesOn = namedRules(policy)
  return governed
    .filter(({ kind }) => kind === 'r' || kind === 'p' || kind === 'f')
    .filter((table) => table.parents.length === 0 && !rulesOn(table) && !isMigrationTable(table.name))
    .map(({ name }) =>
      privilegeFinding({
        code: 'unclassified-table',
        object: name,
        expected: 'an entry of the policy that names it',
        found: 'none',
        repairableBy: { who: 'whoever writes runbook.config.ts' },
      }),
    )
}

/** Two patterns that decide over one object with the same right, and say different things of it. */
function contradictionsIn(
  { relations, functions }: PrivilegeSnapshot,
  policy: PolicyInPhase,
): PrivilegeFinding[] {
  const rulesOn = namedRules(policy)
  const ofFunctions = new RulesByName<readonly string[]>(policy.functions.named)
  return [
    ...relations.map((relation) => ({ name: relation.name, rules: rulesOn(relation) })),
    ...functions.map(({ name }) => ({ name, rules: ofFunctions })),
  ].flatMap(({ name, rules }) => {
    const entries = rules?.contradictions(name) ?? []
    return entries.length === 0 ? [] : [contradiction(name, entries)]
  })
}

function contradiction(name: string, entries: readonly string[]): PrivilegeFinding {
  return privilegeFinding({
    code: 'contradicting-names',
    object: name,
    expected: 'one rule that decides over it',
    found: `${entries.join(' and ')} cover it alike, and say different things of it`,
    repairableBy: { who: 'whoever writes runbook.config.ts' },
    withholds: `the policy says two things of ${name}`,
  })
}

function noRelations(snapshot: PrivilegeSnapshot, policy: PolicyInPhase): PrivilegeFinding {
  const schemas = Object.keys(policy.schemas).join(', ')
  return privilegeFinding({
    code: 'no-relations',
    object: snapshot.database.name,
    expected: `tables in ${schemas}, which the policy is about`,
    found: 'none',
    repairableBy: { who: 'whoever runs the migrations, or whoever dropped the tables' },
  })
}

import type { Audit } from '../privileges/audit.ts'
import type { PrivilegeSnapshot, Relation } from '../privileges/snapshot/privilege-snapshot.ts'
import type { Guess } from './guess/guess.ts'

type Finding = Audit['differences'][number]

/** What a first policy leaves to a person: lines that would settle it, none of them in force, and what no line can. */
export interface Decisions {
  readonly accepted: readonly (Guess & { readonly code: string })[]
  readonly securityDefiner: readonly Guess[]
  readonly uses: readonly Guess[]
  readonly rowLevelSecurity: readonly Guess[]
  readonly views: readonly Guess[]
  readonly others: readonly string[]
}

/** Ways past the policy that only a change of the schema closes; a person may live with one for a time. */
const acceptable = new Set<string>(['cascade-bypass', 'inheritance-bypass', 'rule-bypass'])

/** Returns what is to be decided, from what the policy in force would leave open in the database. */
export function decisionsOf(
  snapshot: PrivilegeSnapshot,
  audit: Audit,
  schemas: readonly string[],
): Decisions {
  const staying = audit.differences.filter(({ repairableBy }) => repairableBy !== 'owner')
  const of = (...codes: string[]): Finding[] => staying.filter(({ code }) => codes.includes(code))
  const hidden = of('row-level-security').filter(({ found }) => found.includes('some rows only'))
  const fired = of('security-definer-function')
  const settled = new Set<Finding>([...of(...acceptable), ...hidden, ...fired])
  return {
    accepted: byName(of(...acceptable)).map((finding) => ({
      ...undecided(finding),
      why: `${finding.found}: change the schema, withhold where it begins, or accept it for a time with a reason`,
      code: finding.code,
    })),
    securityDefiner: [...byName(fired).map(unreadDefiner), ...callable(snapshot, schemas, fired)],
    uses: byName(audit.unread).map(undecided),
    rowLevelSecurity: byName(hidden).map(undecided),
    views: viewsThatLeadFurther(snapshot, audit, schemas),
    others: staying
      .filter((finding) => !settled.has(finding))
      .map(({ code, object, found, help }) => `${code}: ${object}: ${found}. ${help}`),
  }
}

const undecided = ({ object, found }: Finding): Guess => ({
  name: object,
  why: found,
  inForce: false,
  open: true,
})

const unreadDefiner = (finding: Finding): Guess => ({
  ...undecided(finding),
  why: `${finding.found}: read it, and name it here; until then nothing is granted that makes it run`,
})

/** One for each object and code: a line of the policy is about an object. */
function byName(findings: readonly Finding[]): Finding[] {
  const all = new Map<string, Finding>()
  for (const finding of findings) {
    const key = `${finding.code} ${finding.object}`
    const known = all.get(key)
    all.set(key, known ? { ...known, found: `${known.found}; ${finding.found}` } : finding)
  }
  return [...all.values()]
}

/** Those that the role could call as soon as it may enter: the plan takes EXECUTE away, which stops an app that calls them. */
function callable(
  { functions, platformRoles }: PrivilegeSnapshot,
  schemas: readonly string[],
  known: readonly Finding[],
): Guess[] {
  return functions
    .filter(({ definer, extension, trigger }) => definer && !extension && !trigger)
    .filter(({ schema, effective }) => schemas.includes(schema) && effective.includes('EXECUTE'))
    .filter(
      ({ name, owner }) => !platformRoles.includes(owner) && !known.some(({ object }) => object === name),
    )
    .map(({ name, owner }) => ({
      name,
      why: `it runs with the rights of ${owner}, and the role could call it: read it, and name it here if the app does; else EXECUTE is taken from PUBLIC`,
      inForce: false,
      open: true,
    }))
}

/** Views that the role gets nothing on, since they read as their owner what it may not. */
function viewsThatLeadFurther(
  { relations, views }: PrivilegeSnapshot,
  audit: Audit,
  schemas: readonly string[],
): Guess[] {
  const withheld = (relation: Relation): boolean =>
    (relation.kind === 'v' || relation.kind === 'm') &&
    !relation.extension &&
    schemas.includes(relation.schema) &&
    !audit.expected(relation.name)?.includes('SELECT')
  return relations.filter(withheld).map(({ name, kind }) => {
    const under =
      views.find((view) => view.name === name)?.references.map((reference) => reference.name) ?? []
    const closed = under.filter((reference) => !audit.expected(reference)?.includes('SELECT'))
    const leads = closed.length > 0 ? closed : under
    return {
      name,
      why: `a ${kind === 'm' ? 'materialized view' : 'view'} that shows what the role may not read itself: ${leads.join(', ')}`,
      inForce: false,
      open: true,
    }
  })
}

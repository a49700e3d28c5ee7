import type { ClientBase, QueryResultRow } from 'pg'
import type { PolicyInPhase } from '../../config/policy.ts'
import { CouldNotLook } from '../../evidence/could-not-look.ts'
import { ourMark } from '../../postgres/our-name.ts'
import { listed, type PrivilegeFinding, privilegeFinding } from '../findings/privilege-finding.ts'
import { answerTimeoutMs, looking, queryWithin } from '../looking.ts'
import { Beneath, type Step } from '../needed/beneath.ts'
import { ColumnHoldings } from '../needed/column-holdings.ts'
import { expectedPrivileges } from '../needed/expected-privileges.ts'
import { namedRules } from '../needed/named-rules.ts'
import type { Need } from '../needed/needs.ts'
import { enteredSchemas } from '../snapshot/entered-schemas.ts'
import type { PrivilegeSnapshot, Relation } from '../snapshot/privilege-snapshot.ts'

const verbs = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] as const
type Verb = (typeof verbs)[number]

/** More relations than this are not all tried: at four EXPLAINs each a live database would be kept busy for seconds. */
export const probedAtMost = 2_000
const relationsPerStatement = 250

/** Which relations are tried, and how many are not: to be said wherever the outcome is. */
export interface ProbeCoverage {
  readonly probed: readonly Relation[]
  readonly notProbed: number
}

/**
 * Returns the relations `probeBehaviour` tries: all of them up to 2,000; beyond that every one the policy names and an even
 * sample of the rest. Foreign tables are left out (EXPLAIN may ask the other server), and so are the sequences, for
 * which no statement without a side effect asks the privilege.
 */
export function probeCoverage(snapshot: PrivilegeSnapshot, policy: PolicyInPhase): ProbeCoverage {
  const candidates = snapshot.relations.filter(
    ({ kind, schema, extension }) =>
      ['r', 'p', 'v', 'm'].includes(kind) && schema in policy.schemas && !extension,
  )
  if (candidates.length <= probedAtMost) return { probed: candidates, notProbed: 0 }
  const rulesOn = namedRules(policy)
  const isNamed = (relation: Relation) => rulesOn(relation) !== undefined
  const named = candidates.filter(isNamed).slice(0, probedAtMost)
  const others = candidates.filter((relation) => !isNamed(relation))
  const wanted = probedAtMost - named.length
  const place = (i: number) => Math.floor((i * wanted) / others.length)
  const sample = others.filter((_, i) => place(i) !== place(i - 1))
  return { probed: [...named, ...sample], notProbed: candidates.length - probedAtMost }
}

/**
 * Tries every verb on every relation of `probeCoverage` as the role itself, allowed and forbidden alike, and returns where
 * Postgres answers otherwise than its catalogue says. EXPLAIN without ANALYZE asks the privileges and executes nothing
 * (PostgreSQL documentation, EXPLAIN; execMain.c, ExecCheckPermissions): no row is touched and no sequence advanced.
 * Throws where `asRole` is a session of another role, and CouldNotLook where a lock, the connection or a server that says
 * nothing for `timeoutMs` is in the way.
 */
export async function probeBehaviour(
  asRole: ClientBase,
  snapshot: PrivilegeSnapshot,
  policy: PolicyInPhase,
  { timeoutMs = answerTimeoutMs }: { timeoutMs?: number } = {},
): Promise<PrivilegeFinding[]> {
  const { probed } = probeCoverage(snapshot, policy)
  const ask = asking(asRole, timeoutMs)
  const answers = new Map<string, Answer>()
  await looking(`What Postgres lets ${snapshot.role.name} do`, async () => {
    await assertSessionOf(ask, snapshot.role.name)
    for (let start = 0; start < probed.length; start += relationsPerStatement)
      for (const answer of await answersFor(ask, probed.slice(start, start + relationsPerStatement)))
        answers.set(`${answer.name} ${answer.verb}`, answer)
  })

  const entered = enteredSchemas(snapshot)
  const expected = expectedPrivileges(snapshot, policy)
  const holds = holdingOf(snapshot)
  const beneath = new Beneath(snapshot)
  // Of a relation that is not in the snapshot, the system's own, nothing is read that the role holds.
  const columnHoldings = new ColumnHoldings(snapshot)
  const asked = ({ relation, privilege, columns }: Step) =>
    expected.relation(relation)?.effective.includes(privilege) === true ||
    columnHoldings.cover(relation, privilege, columns)
  const findings = probed.flatMap((relation) =>
    verbs.flatMap((verb) => {
      const answer = answers.get(`${relation.name} ${verb}`)
      const allowed =
        entered.has(relation.schema) &&
        relation.effective.includes(verb) &&
        beneath.askedOfCaller(relation.name, verb).every(asked) &&
        expected.needs.of(relation.name, verb).every(holds)
      const byColumn = snapshot.columns.some(
        (c) => c.relation === relation.name && c.entries.some((entry) => entry.privilege === verb),
      )
      if (!answer || isTroubleState(answer.state) || agrees(answer, allowed, byColumn, relation)) return []
      return [disagreement(relation, verb, answer, allowed, expected.on(relation).includes(verb))]
    }),
  )
  const locked = [...answers.values()].filter(({ state }) => isTroubleState(state))
  // What disagrees is said first: it is worse.
  if (findings.length === 0 && locked[0])
    throw new CouldNotLook(
      `${listed([...new Set(locked.map(({ name }) => name))])} could not be tried as ${snapshot.role.name}: Postgres answers ${locked[0].state}: ${locked[0].message}. Another session holds a lock: look again when it is over.`,
    )
  return findings
}

/** Whether the role holds what a verb needs besides, as far as EXPLAIN asks: it evaluates no constraint and no trigger. */
function holdingOf(snapshot: PrivilegeSnapshot): (need: Need) => boolean {
  const functions = new Map(snapshot.functions.map((fn) => [fn.name, fn.effective]))
  return ({ kind, object }) => kind !== 'function' || functions.get(object)?.includes('EXECUTE') !== false
}

/** Not had within the time that was set for it, which says nothing of a privilege. */
function isTroubleState(state: string): boolean {
  return state === '55P03' || state === '57014'
}

interface Answer {
  readonly name: string
  readonly verb: Verb
  /** `00000` where the statement was planned, otherwise the error's SQLSTATE. */
  readonly state: string
  readonly message: string
}

const planned = '00000'
const refused = '42501'
/** A table dropped since the snapshot, its schema too: there is nothing left to agree on. */
const gone = new Set(['42P01', '3F000'])
/** What a view or materialized view answers to a statement that no privilege would make possible. */
const notPossible = new Set(['55000', '0A000', '42809'])

function agrees({ state }: Answer, allowed: boolean, byColumn: boolean, { kind }: Relation): boolean {
  if (gone.has(state)) return true
  if (notPossible.has(state) && (kind === 'v' || kind === 'm')) return true
  if (state === planned) return allowed || byColumn
  return state === refused && !allowed
}

function disagreement(
  relation: Relation,
  verb: Verb,
  { state, message }: Answer,
  allowed: boolean,
  wanted: boolean,
): PrivilegeFinding {
  return privilegeFinding({
    code: 'catalogue-and-behaviour-disagree',
    object: relation.name,
    verb,
    expected: `${verb} ${allowed ? 'possible' : 'refused'}, as the catalogue says (the policy ${wanted ? 'allows' : 'forbids'} it)`,
    found: state === planned ? `Postgres plans it for the role` : `Postgres answers ${state}: ${message}`,
    repairableBy: { who: 'whoever manages the credential and its config var' },
  })
}

type Ask = <Row extends QueryResultRow>(text: string, values?: unknown[]) => Promise<Row[]>

function asking(client: ClientBase, timeoutMs: number): Ask {
  return async <Row extends QueryResultRow>(text: string, values?: unknown[]) =>
    (await queryWithin<Row>(client, text, { timeoutMs, ...(values && { values }) })).rows
}

async function assertSessionOf(ask: Ask, role: string): Promise<void> {
  // While a credential is rotated its sessions run under another name that is a member of the role.
  const [session] = await ask<{ user: string; member: boolean }>(
    `SELECT current_user AS user, pg_catalog.pg_has_role(current_user, r.oid, 'MEMBER')
            AND NOT (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user)
            AND current_user <> (SELECT pg_catalog.pg_get_userbyid(datdba) FROM pg_catalog.pg_database
                                 WHERE datname = pg_catalog.current_database()) AS member
       FROM pg_catalog.pg_roles r WHERE pg_catalog.quote_ident(r.rolname) = $1`,
    [role],
  )
  if (!session?.member)
    throw new Error(
      `The behaviour of ${role} cannot be tried: expected a session of ${role}, found one of ${session?.user ?? 'an unknown role'}. Connect with the URL of its credential.`,
    )
}

/** One round trip for many relations: a block that tries each statement in a subtransaction and keeps the SQLSTATE. */
async function answersFor(ask: Ask, relations: readonly Relation[]): Promise<Answer[]> {
  const names = JSON.stringify(relations.map(({ name }) => name))
  await ask('BEGIN READ ONLY')
  try {
    await ask('SET LOCAL search_path = pg_catalog')
    await ask("SET LOCAL lock_timeout = '200ms'")
    await ask("SELECT set_config('runbook.relations', $1, true)", [names])
    await ask(`DO ${tryAll}`)
    const [row] = await ask<{ answers: Answer[] }>(
      "SELECT current_setting('runbook.answers')::json AS answers",
    )
    return row?.answers ?? []
  } finally {
    // A session that is gone has nothing to roll back, and what went wrong is what is to be heard.
    await ask('ROLLBACK').catch(() => undefined)
  }
}

/** DEFAULT is the one value every column takes, generated and identity columns included. */
const tryAll = `$probe$
DECLARE
  relation text; verb text; columns text; statement text; answers jsonb := '[]';
BEGIN
  FOR relation IN SELECT json_array_elements_text(current_setting('runbook.relations')::json) LOOP
    SELECT string_agg(format('%I = DEFAULT', attname), ', ') INTO columns
      FROM pg_attribute WHERE attrelid = (SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                                           WHERE format('%I.%I', n.nspname, c.relname) = relation)
       AND attnum > 0 AND NOT attisdropped;
    FOREACH verb IN ARRAY '{SELECT,INSERT,UPDATE,DELETE}'::text[] LOOP
      statement := CASE verb
        WHEN 'SELECT' THEN 'SELECT * FROM ' || relation
        WHEN 'INSERT' THEN 'INSERT INTO ' || relation || ' DEFAULT VALUES'
        WHEN 'UPDATE' THEN 'UPDATE ' || relation || ' SET ' || columns
        WHEN 'DELETE' THEN 'DELETE FROM ' || relation END;
      CONTINUE WHEN statement IS NULL;
      BEGIN
        EXECUTE 'EXPLAIN (COSTS OFF) ${ourMark} ' || statement;
        answers := answers || jsonb_build_object('name', relation, 'verb', verb, 'state', '00000', 'message', '');
      EXCEPTION WHEN OTHERS THEN
        answers := answers || jsonb_build_object('name', relation, 'verb', verb, 'state', SQLSTATE, 'message', SQLERRM);
      END;
    END LOOP;
  END LOOP;
  PERFORM set_config('runbook.answers', answers::text, true);
END
$probe$`

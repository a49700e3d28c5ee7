import { z } from 'zod'
import { key } from './key.ts'
import { isPattern, twoParts } from './names.ts'

/** The rollout's phases in the order they are walked; a phase's rules hold in every later one. */
export const phases = ['not-provisioned', 'provisioned', 'soaking', 'cut-over'] as const

/** Where the rollout of the role stands in one environment. */
export type Phase = (typeof phases)[number]

const tablePrivilege = z.enum([
  'SELECT',
  'INSERT',
  'UPDATE',
  'DELETE',
  'TRUNCATE',
  'REFERENCES',
  'TRIGGER',
  'MAINTAIN',
])
const sequencePrivilege = z.enum(['USAGE', 'SELECT', 'UPDATE'])
const tablePrivileges = z.array(tablePrivilege)
const sequencePrivileges = z.array(sequencePrivilege)
/** The privileges there are on a table and on a sequence, in Postgres's order (PostgreSQL documentation, "Privileges"). */
export const privilegesThereAre: { readonly table: readonly string[]; readonly sequence: readonly string[] } =
  {
    table: tablePrivilege.options,
    sequence: sequencePrivilege.options,
  }
/** A schema-qualified name as `format('%I.%I')` writes it, or a pattern: `public.*_history`. */
const qualifiedName = z.string().regex(twoParts, {
  error: 'expected a schema-qualified name such as public.orders, or a pattern such as public.*_history',
})
const executePrivilege = z.array(z.enum(['EXECUTE']))
/** As `regprocedure` writes it while search_path is pg_catalog. */
const signature = z.string().regex(/^.+\..+\(.*\)$/, {
  error: 'expected a signature with its schema, such as public.append_event(integer)',
})
/** One that no pattern may stand for: somebody has read it. */
const singleSignature = signature.refine((entry) => !isPattern(entry), {
  error: 'expected a single signature, and no pattern: each is to have been read',
})
const roleAttribute = z.enum([
  'LOGIN',
  'INHERIT',
  'SUPERUSER',
  'CREATEDB',
  'CREATEROLE',
  'REPLICATION',
  'BYPASSRLS',
])

/**
 * The `privileges` section of `runbook.config.ts`: everything the role may do, in Postgres's own words. What is not
 * declared here is not allowed; what is declared must hold.
 */
export const policySchema = z.strictObject({
  database: key(z.array(z.enum(['CONNECT', 'TEMPORARY', 'CREATE'])).default(['CONNECT']), {
    says: 'On the database itself. `TEMPORARY` and `CREATE` are what a restricted role goes without.',
    good: ['CONNECT', 'TEMPORARY'],
    bad: ['LOGIN'],
  }),
  schemas: key(z.record(z.string(), z.array(z.enum(['USAGE', 'CREATE']))).default({ public: ['USAGE'] }), {
    says: 'By schema. In a schema that is not named here the role has nothing.',
    good: { public: ['USAGE'], reporting: ['USAGE'] },
    bad: { public: ['SELECT'] },
  }),
  tables: z.strictObject({
    default: key(tablePrivileges, {
      says: 'On every table, partitioned table and foreign table of those schemas that is not named; a partition follows its parent, and a table in which a framework keeps its migrations is none of the role’s.',
      good: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
      bad: ['ALL'],
    }),
    named: key(z.record(qualifiedName, tablePrivileges).default({}), {
      says: 'Single tables, exactly. Here and wherever a table, view or sequence is named, `*` stands for any characters of the schema or of the name: a name decides before any pattern, and the most specific pattern before the others.',
      good: {
        'public.alembic_version': [],
        'public.schema_migrations': [],
        'public.*_archive': ['SELECT'],
        'public."AuditLog"': ['SELECT'],
      },
      bad: { alembic_version: [] },
    }),
    unclassified: key(z.enum(['default', 'refuse']).default('default'), {
      says: 'What becomes of a table that is not named: it has the default, or nothing, and is a finding until somebody names it (a pattern names it too). A partition goes with its parent, and a framework’s migration table is known.',
      good: 'refuse',
      bad: 'ask',
    }),
    mayBeMissing: key(z.array(qualifiedName).default([]), {
      says: 'Of the names above, those that need not be there: a framework’s table that another framework does not make. Any other name that nothing has is a finding.',
      good: ['public.alembic_version'],
      bad: ['public.nowhere_named'],
    }),
  }),
  appendOnly: z
    .strictObject({
      tables: key(z.array(qualifiedName), {
        says: 'Tables that can be read and appended to and nothing else. Without UPDATE the role cannot `SELECT … FOR UPDATE` or `INSERT … ON CONFLICT DO UPDATE` there either: Postgres asks UPDATE for both.',
        good: ['public.audit_events', 'public.*_history'],
        bad: ['audit_events'],
      }),
      from: key(z.enum(phases).default('provisioned'), {
        says: 'From which phase of the rollout on.',
        good: 'soaking',
        bad: 'later',
      }),
    })
    .default({ tables: [], from: 'provisioned' }),
  views: z
    .strictObject({
      default: key(tablePrivileges, {
        says: 'On views and materialized views that lead to nothing the role may not reach itself.',
        good: ['SELECT'],
        bad: ['READ'],
      }),
      named: key(z.record(qualifiedName, tablePrivileges).default({}), {
        says: 'Single views, exactly, wherever they lead.',
        good: { 'public.daily_totals': [] },
        bad: { 'public.daily_totals': ['EXECUTE'] },
      }),
    })
    .default({ default: ['SELECT'], named: {} }),
  sequences: z
    .strictObject({
      default: key(sequencePrivileges, {
        says: 'On the sequences of serial columns that the role may insert into, and on free-standing ones.',
        good: ['USAGE'],
        bad: ['INSERT'],
      }),
      identity: key(sequencePrivileges.default([]), {
        says: 'On those of identity columns, which ask no right on their sequence.',
        good: [],
        bad: ['ALL'],
      }),
      named: key(z.record(qualifiedName, sequencePrivileges).default({}), {
        says: 'Single sequences, exactly.',
        good: { 'public.invoice_number': ['USAGE'] },
        bad: { 'public.invoice_number': ['NEXTVAL'] },
      }),
    })
    .default({ default: ['USAGE'], identity: [], named: {} }),
  functions: z
    .strictObject({
      default: key(executePrivilege.optional(), {
        says: "On functions of those schemas that run as their caller: `['EXECUTE']` asks for it on each, `[]` forbids it. Left out, the role may have it and need not, as Postgres gives it to PUBLIC. What a permitted statement calls (a default, a check, a policy, a view) the role is to have in any case. Nothing calls a trigger’s function by name.",
        good: ['EXECUTE'],
        bad: ['CALL'],
      }),
      named: key(z.record(signature, executePrivilege).default({}), {
        says: 'Functions by their signatures, whatever they are, exactly; a `*` stands for any characters of the name, of the arguments or of the schema. A SECURITY DEFINER function that may be called is to stand here, or under `securityDefiner`, by itself.',
        good: { 'public.append_event(integer)': ['EXECUTE'], 'public.purge_*(*)': [] },
        bad: { 'public.append_event': ['EXECUTE'] },
      }),
      uses: key(z.record(singleSignature, z.record(qualifiedName, tablePrivileges)).default({}), {
        says: 'What a function does that runs as its caller, where its text does not say it (dynamic SQL): on which relations, with which privileges. It stands in the place of the text.',
        good: { 'public.archive()': { 'public.events_archive': ['INSERT'] } },
        bad: { 'public.archive()': { 'public.events_archive': ['APPEND'] } },
      }),
      securityDefiner: key(z.array(singleSignature).default([]), {
        says: 'The SECURITY DEFINER functions that the role may reach, each read by somebody.',
        good: ['public.append_event(integer)'],
        bad: ['append_event'],
      }),
    })
    .default({ named: {}, uses: {}, securityDefiner: [] }),
  memberships: key(z.array(z.string().min(1)).default([]), {
    says: 'Roles that the role may be a member of, directly or through another.',
    good: ['reporting'],
    bad: [''],
  }),
  platformRoles: key(z.array(z.string().min(1)).default([]), {
    says: 'Roles that are Heroku’s although nothing in the catalogue shows it: the audit knows the platform by what it owns and is a member of, and takes any other owner of Heroku’s objects for a change.',
    good: ['heroku_backups'],
    bad: [''],
  }),
  attributes: key(z.array(roleAttribute).default(['LOGIN', 'INHERIT']), {
    says: 'The attributes of the role, exactly.',
    good: ['LOGIN'],
    bad: ['NOLOGIN'],
  }),
  leastConnections: key(z.int().positive().default(20), {
    says: 'The fewest connections that the role’s `CONNECTION LIMIT` must leave it.',
    good: 50,
    bad: 0,
  }),
  roleSettings: key(
    z
      .array(z.string().min(1))
      .default([
        'application_name',
        'idle_in_transaction_session_timeout',
        'lock_timeout',
        'statement_timeout',
        'work_mem',
      ]),
    {
      says: 'Settings that the role may carry (`ALTER ROLE … SET`): these bear on resources, not on access.',
      good: ['statement_timeout'],
      bad: [''],
    },
  ),
  rowLevelSecurity: key(z.array(qualifiedName).default([]), {
    says: 'Tables on which row-level security is meant to hide some of the rows.',
    good: ['public.documents'],
    bad: ['documents'],
  }),
  accepted: key(
    z
      .array(
        z.strictObject({
          code: z.string().regex(/^[a-z]+(-[a-z]+)*$/, 'the code of a finding, such as cascade-bypass'),
          object: z.string().min(1),
          reason: z.string().min(1),
          until: z.iso.date('a date such as 2027-03-31'),
        }),
      )
      .default([]),
    {
      says: 'Findings that somebody has decided to live with, by code and object (a name, or a pattern). They are said and count for nothing, up to the end of that day in UTC; then they count again. One that matches nothing is named.',
      good: [
        {
          code: 'cascade-bypass',
          object: 'public.audit_entries',
          reason: 'Prisma writes ON UPDATE CASCADE; no key is ever updated',
          until: '2027-03-31',
        },
      ],
      bad: [
        { code: 'cascade-bypass', object: 'public.audit_entries', reason: 'as it is', until: 'some day' },
      ],
    },
  ),
})

/** A validated policy, of every phase: what the configuration declares. What holds at one moment is `policyInPhase`. */
export type PrivilegePolicy = z.infer<typeof policySchema>

/** The policy of one phase: what an audit and a plan hold the role to. It has no rule left that depends on the phase. */
export interface PolicyInPhase extends Omit<PrivilegePolicy, 'appendOnly'> {
  readonly phase: Phase
}

/** Returns the policy that holds in a phase: from the declared phase on, an append-only table has SELECT and INSERT only. */
export function policyInPhase({ appendOnly, ...policy }: PrivilegePolicy, phase: Phase): PolicyInPhase {
  if (phases.indexOf(phase) < phases.indexOf(appendOnly.from)) return { ...policy, phase }
  const named = Object.fromEntries(
    appendOnly.tables.map((name) => [name, tablePrivileges.parse(['SELECT', 'INSERT'])]),
  )
  return { ...policy, phase, tables: { ...policy.tables, named: { ...policy.tables.named, ...named } } }
}

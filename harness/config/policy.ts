import { z } from 'zod'
import { twoParts } from './names.ts'

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
const tablePrivileges = z.array(tablePrivilege)
const sequencePrivileges = z.array(z.enum(['USAGE', 'SELECT', 'UPDATE']))
/** A schema-qualified name as `format('%I.%I')` writes it, or a pattern: `public.*_history`. */
const qualifiedName = z.string().regex(twoParts, {
  error: 'expected a schema-qualified name such as public.orders, or a pattern such as public.*_history',
})
const executePrivilege = z.array(z.enum(['EXECUTE']))
/** As `regprocedure` writes it while search_path is pg_catalog. */
const signature = z.string().regex(/^.+\..+\(.*\)$/, {
  error: 'expected a signature with its schema, such as public.append_event(integer)',
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
  /** On the database itself. `TEMPORARY` and `CREATE` are what a restricted role goes without. */
  database: z.array(z.enum(['CONNECT', 'TEMPORARY', 'CREATE'])).default(['CONNECT']),
  /** By schema. In a schema not named here the role has nothing. */
  schemas: z.record(z.string(), z.array(z.enum(['USAGE', 'CREATE']))).default({ public: ['USAGE'] }),
  /**
   * Tables, partitioned tables, foreign tables; a partition follows its parent unless it is named itself. In a name, here and
   * wherever a table, view or sequence is named, `*` stands for any characters of the schema or of the name; the most specific
   * entry decides. A table in which a framework keeps its migrations is none of the role's unless it is named.
   */
  tables: z.strictObject({
    default: tablePrivileges,
    named: z.record(qualifiedName, tablePrivileges).default({}),
    /** Of the names above, those that need not be there: a framework's table that another framework does not make. */
    mayBeMissing: z.array(qualifiedName).default([]),
  }),
  /**
   * Tables that can be read and appended to and nothing else, from a phase on. Without UPDATE the role cannot
   * `SELECT … FOR UPDATE` or `INSERT … ON CONFLICT DO UPDATE` there either: Postgres asks UPDATE for both.
   */
  appendOnly: z
    .strictObject({ tables: z.array(qualifiedName), from: z.enum(phases).default('provisioned') })
    .default({ tables: [], from: 'provisioned' }),
  /** Views and materialized views. The default covers those that lead to nothing the role may not reach itself. */
  views: z
    .strictObject({
      default: tablePrivileges,
      named: z.record(qualifiedName, tablePrivileges).default({}),
    })
    .default({ default: ['SELECT'], named: {} }),
  /** `default` is for serial columns and free-standing sequences: an identity column asks no right on its sequence. */
  sequences: z
    .strictObject({
      default: sequencePrivileges,
      identity: sequencePrivileges.default([]),
      named: z.record(qualifiedName, sequencePrivileges).default({}),
    })
    .default({ default: ['USAGE'], identity: [], named: {} }),
  functions: z
    .strictObject({
      /**
       * On functions of these schemas that run as their caller: `['EXECUTE']` asks for it on each, `[]` forbids it. Left
       * out, the role may have it and need not, as Postgres gives it to PUBLIC. What a permitted verb calls (a default, a
       * check, a policy, a view) the role is to have in any case. Nothing calls a trigger's function by name.
       */
      default: executePrivilege.optional(),
      /** One function, whatever it is, as `public.append_event(integer)`: exactly this. */
      named: z.record(signature, executePrivilege).default({}),
      /**
       * What a function does that runs as its caller, where its text does not say it (dynamic SQL): on which relations,
       * with which privileges. It stands in the place of the text.
       */
      uses: z.record(signature, z.record(qualifiedName, tablePrivileges)).default({}),
      /** The SECURITY DEFINER functions the role may reach, as `public.append_event(integer)`. */
      securityDefiner: z.array(z.string()).default([]),
    })
    .default({ named: {}, uses: {}, securityDefiner: [] }),
  /** Roles the role may be a member of, directly or through another. */
  memberships: z.array(z.string()).default([]),
  /**
   * Roles that are Heroku's although nothing in the catalogue shows it: the audit knows the platform by what it owns and is
   * a member of, and takes any other owner of Heroku's objects for a change.
   */
  platformRoles: z.array(z.string()).default([]),
  attributes: z.array(roleAttribute).default(['LOGIN', 'INHERIT']),
  /** The fewest connections the role's `CONNECTION LIMIT` must leave it. */
  leastConnections: z.int().positive().default(20),
  /** Settings the role may carry (`ALTER ROLE … SET`): these bear on resources, not on access. */
  roleSettings: z
    .array(z.string())
    .default([
      'application_name',
      'idle_in_transaction_session_timeout',
      'lock_timeout',
      'statement_timeout',
      'work_mem',
    ]),
  /** Tables on which row-level security is meant to hide some of the rows. */
  rowLevelSecurity: z.array(qualifiedName).default([]),
  /**
   * Findings that somebody has decided to live with, by code and object (a name, or a pattern): they are said and count for
   * nothing, up to the end of that day in UTC. Then they count again.
   */
  accepted: z
    .array(
      z.strictObject({
        code: z.string().regex(/^[a-z]+(-[a-z]+)*$/, 'the code of a finding, such as cascade-bypass'),
        object: z.string().min(1),
        reason: z.string().min(1),
        until: z.iso.date('a date such as 2027-03-31'),
      }),
    )
    .default([]),
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

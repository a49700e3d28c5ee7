import type { PolicyInPhase } from '../../config/policy.ts'
import type { ExpectedPrivileges } from '../needed/expected-privileges.ts'
import type { PrivilegeSnapshot, Schema, Securable, SystemGrant } from '../snapshot/privilege-snapshot.ts'
import { aclFindings, groupedBy, type RoleContext, revocations } from './grants/acl-findings.ts'
import { isFurnitureSchema } from './platform-furniture.ts'
import { listed, type PrivilegeFinding, privilegeFinding } from './privilege-finding.ts'
import { isJudgedAsOurs } from './relations/relation-findings.ts'

/** The database, its schemas, and everything else that takes GRANT but is no relation and no function. */
export function objectFindings(
  snapshot: PrivilegeSnapshot,
  policy: PolicyInPhase,
  expected: ExpectedPrivileges,
  context: RoleContext,
): PrivilegeFinding[] {
  return [
    ...databases(snapshot, policy, context),
    ...snapshot.schemas.flatMap((schema) => ofSchema(schema, snapshot, expected, context)),
    ...snapshot.largeObjects.flatMap((object) => ofLargeObject(object, context)),
    ...(snapshot.largeObjectsUnprotected ? [unprotectedLargeObjects()] : []),
    ...snapshot.parameters.flatMap((object) =>
      nothingOn(context, object, `PARAMETER ${object.name}`, 'parameter-privilege'),
    ),
    ...snapshot.otherObjects.flatMap((object) =>
      nothingOn(context, object, `${object.class} ${object.name}`, 'other-object-privilege'),
    ),
    ...snapshot.userMappings.map(({ server, user }) =>
      privilegeFinding({
        code: 'other-object-privilege',
        object: server,
        expected: `no user mapping for ${snapshot.role.name}`,
        found: `a user mapping for ${user}`,
        fix: `DROP USER MAPPING FOR ${user} SERVER ${server}`,
        repairableBy: { who: `whoever owns server ${server}` },
      }),
    ),
    ...groupedBy(
      [
        ...snapshot.systemRelations.filter(({ name }) => !isOurs(name, expected)),
        ...snapshot.systemFunctions.filter(({ name }) => !expected.isNamed('function', name)),
      ],
      ({ name, column, grantee, grantor }) => [name, column, grantee, grantor].join('\0'),
    ).map((grants) => ofSystemGrants(grants)),
    ...missingSchemas(snapshot, policy),
  ]
}

function databases(
  { database, otherDatabases }: PrivilegeSnapshot,
  policy: PolicyInPhase,
  context: RoleContext,
): PrivilegeFinding[] {
  const code = 'database-privilege'
  const codes = { missing: code, extra: code, public: code } as const
  return [
    ...aclFindings(context, {
      object: database,
      on: `DATABASE ${database.name}`,
      required: policy.database,
      codes,
    }),
    // What PUBLIC may in another database is that database's affair, and a role may serve two: but no more than connect.
    ...otherDatabases.flatMap((other) =>
      revocations(
        context,
        { ...other, entries: other.entries.filter((entry) => entry.grantee === context.role) },
        `DATABASE ${other.name}`,
        (privilege) => privilege !== 'CONNECT',
        { extra: code, public: code, expected: 'no more than CONNECT on another database' },
      ),
    ),
  ]
}

const schemaCodes = {
  USAGE: { missing: 'missing-schema-usage', extra: 'extra-privilege', public: 'public-privilege' },
  CREATE: { missing: 'missing-schema-usage', extra: 'schema-create', public: 'schema-create' },
} as const

function ofSchema(
  schema: Schema,
  snapshot: PrivilegeSnapshot,
  expected: ExpectedPrivileges,
  context: RoleContext,
): PrivilegeFinding[] {
  const on = `SCHEMA ${schema.name}`
  const required = expected.onSchema(schema)
  // USAGE alone on the system's own schemas, and on those made for extensions, reaches nothing the policy is about.
  const harmless = schema.system || schema.extension ? ['USAGE'] : []
  const ofEverybody = isFurnitureSchema(schema, snapshot) ? ['USAGE'] : []
  const split = (wanted: 'USAGE' | 'CREATE'): Securable => {
    const entries = schema.entries.filter(
      ({ privilege, grantee }) =>
        privilege === wanted && !(grantee === 'PUBLIC' && ofEverybody.includes(privilege)),
    )
    const held = (privilege: string) =>
      privilege === wanted &&
      !(ofEverybody.includes(privilege) && entries.length === 0 && !required.includes(privilege))
    return { ...schema, effective: schema.effective.filter(held), entries }
  }
  return (['USAGE', 'CREATE'] as const).flatMap((privilege) => {
    const needed = required.filter((p) => p === privilege)
    return aclFindings(context, {
      object: split(privilege),
      on,
      required: needed,
      allowed: [...needed, ...harmless.filter((p) => p === privilege)],
      codes: schemaCodes[privilege],
      needs: expected.needs.on('schema', schema.name),
    })
  })
}

function isOurs(name: string, expected: ExpectedPrivileges): boolean {
  const relation = expected.relation(name)
  return relation !== undefined && isJudgedAsOurs(relation, expected)
}

/** A schema that the policy gives USAGE on and that is not there: nothing the role is to reach is either. */
function missingSchemas(snapshot: PrivilegeSnapshot, policy: PolicyInPhase): PrivilegeFinding[] {
  const there = new Set(snapshot.schemas.map((schema) => schema.name))
  return Object.entries(policy.schemas)
    .filter(([name]) => !there.has(name))
    .map(([name, privileges]) =>
      privilegeFinding({
        code: 'missing-schema-usage',
        object: name,
        expected: listed(privileges),
        found: 'no such schema',
        repairableBy: { who: 'whoever runs the migrations, by creating it' },
      }),
    )
}

function nothingOn(
  context: RoleContext,
  object: Securable,
  on: string,
  code: 'parameter-privilege' | 'other-object-privilege' | 'large-object',
): PrivilegeFinding[] {
  return aclFindings(context, {
    object,
    on,
    required: [],
    codes: { missing: code, extra: code, public: code },
  })
}

function ofLargeObject(object: Securable, context: RoleContext): PrivilegeFinding[] {
  if (object.owner !== context.role)
    return nothingOn(context, object, `LARGE OBJECT ${object.name}`, 'large-object')
  return [
    privilegeFinding({
      code: 'large-object',
      object: object.name,
      expected: 'owned by another role',
      found: `large object owned by ${object.owner}`,
      repairableBy: { who: `${object.owner} itself with lo_unlink(), or Heroku support` },
    }),
  ]
}

function unprotectedLargeObjects(): PrivilegeFinding {
  return privilegeFinding({
    code: 'large-object',
    object: 'lo_compat_privileges',
    expected: 'off',
    found: 'on: no privilege is asked for any large object',
    repairableBy: { who: 'Heroku support: the setting is a superuser’s' },
  })
}

/** Of what initdb or an extension made, everything granted afterwards is beyond the policy. */
function ofSystemGrants(grants: readonly [SystemGrant, ...SystemGrant[]]): PrivilegeFinding {
  const [{ name, class: kind, column, owner, manageable, grantee, grantor }] = grants
  const privileges = grants.map((grant) => grant.privilege)
  const columns = column ? ` (${column})` : ''
  const overall = grantee === 'PUBLIC' ? 'public-privilege' : 'extra-privilege'
  return privilegeFinding({
    code: column ? 'column-privilege' : overall,
    object: column ? `${name}.${column}` : name,
    expected: 'what initdb or the extension granted, and no more',
    found: `${listed(privileges)} for ${grantee}, granted by ${grantor}`,
    fix: `REVOKE ${privileges.map((p) => p + columns).join(', ')} ON ${kind === 'TABLE' ? '' : `${kind} `}${name} FROM ${grantee}`,
    repairableBy:
      manageable && grantor === owner ? 'owner' : { who: `${grantor}, who granted it, or Heroku support` },
  })
}

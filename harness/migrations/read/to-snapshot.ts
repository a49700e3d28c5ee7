import { privilegesThereAre } from '../../config/policy.ts'
import type {
  AclEntry,
  PrivilegeSnapshot,
  Relation,
  Schema,
  Securable,
  SqlFunction,
  Use,
} from '../../privileges/snapshot/privilege-snapshot.ts'
import { database, owner } from '../this-database.ts'
import { type Catalogue, FunctionEntry, type Granted, nameOf, RelationEntry } from './catalogue.ts'
import { quoted } from './names.ts'

const { table: tablePrivileges, sequence: sequencePrivileges } = privilegesThereAre
const writable = 4 | 8 | 16

/** Some of the objects of the catalogue, as the audit reads them from a database. */
export function snapshotOf(
  catalogue: Catalogue,
  role: string,
  some: { readonly relations: ReadonlySet<RelationEntry>; readonly functions: ReadonlySet<FunctionEntry> },
): PrivilegeSnapshot {
  const memberOf = rolesOf(catalogue, role)
  const about = new About(role, memberOf)
  const relations = [...some.relations].filter(({ temporary }) => !temporary)
  const inSome = (relation: RelationEntry) => some.relations.has(relation)
  const views = relations.filter((relation) => relation.view)
  return {
    serverVersionNum: 170_000,
    role: {
      name: role,
      attributes: ['LOGIN', 'INHERIT'],
      connectionLimit: -1,
      validUntil: null,
      expiresWithin30Days: false,
    },
    database: about.securable(database, { owner, grants: catalogue.databaseGrants }, []),
    otherDatabases: [],
    memberships: memberOf.map((of) => ({
      role: of,
      through: of,
      inherits: true,
      sets: true,
      admin: false,
      grantors: [owner],
      administrable: true,
    })),
    settings: [],
    owned: [...relations, ...some.functions, ...catalogue.schemas.values()]
      .filter((object) => object.owner === role)
      .map((object) => ({ type: typeOf(object), name: nameOf(object) })),
    relations: relations.map((relation) => about.relation(relation)),
    columns: relations.flatMap((relation) =>
      [...relation.columnGrants].flatMap(([column, entries]) => {
        const ours = about.concerning(entries)
        const named = { relation: relation.qualified, column: quoted(column), owner: relation.owner }
        return ours.length === 0 ? [] : [{ ...named, manageable: relation.owner === owner, entries: ours }]
      }),
    ),
    rowPolicies: relations.flatMap((relation) =>
      [...relation.policies]
        .filter(([, { roles }]) => roles.some((one) => about.concerns(one)))
        .map(([name, { command, permissive, using, check }]) => ({
          relation: relation.qualified,
          name: quoted(name),
          command,
          permissive,
          using,
          check,
        })),
    ),
    foreignKeys: relations.flatMap((relation) =>
      [...relation.keys]
        .filter(([, { parent, onDelete, onUpdate }]) => inSome(parent) && /[cnd]/.test(onDelete + onUpdate))
        .map(([name, { parent, onDelete, onUpdate }]) => ({
          name: quoted(name),
          child: relation.qualified,
          parent: parent.qualified,
          onDelete,
          onUpdate,
        })),
    ),
    views: views.flatMap((relation) => {
      const { view } = relation
      if (!view) return []
      const references = [...view.references].filter(({ temporary }) => !temporary)
      return [
        {
          name: relation.qualified,
          owner: relation.owner,
          securityInvoker: view.securityInvoker,
          references: references.map((read) => ({
            name: read.qualified,
            ownerMay: read.owner === relation.owner ? ['SELECT', 'INSERT', 'UPDATE'] : ['SELECT'],
            ownerMayDelete: read.owner === relation.owner,
            columns: null,
          })),
          updates: view.target ? writable : 0,
          target: view.target?.qualified ?? null,
        },
      ]
    }),
    rules: relations.flatMap((relation) =>
      [...relation.rules].map(([name, { event, instead, targets }]) => ({
        name: quoted(name),
        relation: relation.qualified,
        event,
        instead,
        definition: `DO ${targets.map((target) => actionOn(target.relation.qualified, target.privilege)).join('; ')}`,
        references: targets.map((target) => target.relation.qualified),
      })),
    ),
    functions: [...some.functions].map((fn) => about.function(fn)),
    triggers: relations.flatMap((relation) =>
      [...relation.triggers]
        .filter(([, { enabled }]) => enabled)
        .map(([name, { function: fn, events, transitionTables }]) => ({
          relation: relation.qualified,
          name: quoted(name),
          function: fn.signature,
          events,
          transitionTables,
        })),
    ),
    uses: relations.flatMap(usesOf),
    bodies: new Map(
      [...some.functions].flatMap((fn) => (fn.body && !fn.definer ? [[fn.signature, fn.body] as const] : [])),
    ),
    types: [],
    operators: [],
    columnTypes: new Map(),
    roles: [],
    platformRoles: [],
    schemas: [...catalogue.schemas.values()].map((schema): Schema => {
      const securable = about.securable(quoted(schema.name), schema, ['USAGE', 'CREATE'])
      return { ...securable, system: false, enteredByOwner: true, foreignContents: null, extension: false }
    }),
    systemRelations: [],
    systemFunctions: [],
    defaultPrivileges: catalogue.defaults
      .filter(({ entry }) => about.concerns(entry.grantee))
      .map(({ creator, schema, objects, entry }) => ({
        creator,
        manageable: creator === owner,
        schema: schema === null ? null : quoted(schema),
        reachable: true,
        objects,
        grantee: entry.grantee,
        privilege: entry.privilege,
        grantable: entry.grantable,
      })),
    largeObjects: [],
    largeObjectsUnprotected: false,
    parameters: [],
    otherObjects: [],
    userMappings: [],
  }
}

function typeOf(object: Parameters<typeof nameOf>[0]): string {
  if (object instanceof FunctionEntry) return 'function'
  return object instanceof RelationEntry ? 'table' : 'schema'
}

function actionOn(relation: string, privilege: string): string {
  if (privilege === 'INSERT') return `INSERT INTO ${relation}`
  if (privilege === 'UPDATE') return `UPDATE ${relation}`
  return privilege === 'DELETE' ? `DELETE FROM ${relation}` : `SELECT FROM ${relation}`
}

function usesOf(relation: RelationEntry): Use[] {
  return relation.uses.flatMap(({ by, place, command, object }): Use[] => {
    const held = { relation: relation.qualified, by, place: quoted(place), command }
    if (object instanceof FunctionEntry) return [{ ...held, kind: 'function', object: object.signature }]
    if (object instanceof RelationEntry)
      return [{ ...held, kind: object.kind === 'S' ? 'sequence' : 'relation', object: object.qualified }]
    const schema = quoted(object.schemaName)
    return schema === quoted(relation.schema) ? [] : [{ ...held, kind: 'schema', object: schema }]
  })
}

/** The roles that a role is a member of, directly or through another. */
function rolesOf({ memberships }: Catalogue, role: string): string[] {
  const found = new Set<string>()
  const follow = (member: string) => {
    for (const of of memberships.get(member) ?? [])
      if (!found.has(of)) {
        found.add(of)
        follow(of)
      }
  }
  follow(role)
  return [...found]
}

/** What an object's grants are to one role. */
class About {
  readonly #concerned: ReadonlySet<string>
  readonly #role: string

  constructor(role: string, memberOf: readonly string[]) {
    this.#role = role
    this.#concerned = new Set([role, 'PUBLIC', ...memberOf])
  }

  concerns(grantee: string): boolean {
    return this.#concerned.has(grantee)
  }

  concerning(entries: readonly AclEntry[]): AclEntry[] {
    return entries.filter(({ grantee }) => this.concerns(grantee))
  }

  securable(name: string, object: Granted, ofOwner: readonly string[]): Securable {
    const entries = this.concerning(object.grants)
    return {
      name,
      owner: object.owner,
      manageable: object.owner === owner,
      effective:
        object.owner === this.#role ? ofOwner : [...new Set(entries.map(({ privilege }) => privilege))],
      entries,
      grantableByDatabaseOwner: null,
    }
  }

  relation(relation: RelationEntry): Relation {
    const { kind, partition, identity, rowSecurity, ownedBy } = relation
    return {
      ...this.securable(relation.qualified, relation, kind === 'S' ? sequencePrivileges : tablePrivileges),
      schema: quoted(relation.schema),
      kind,
      extension: false,
      rowSecurity,
      parents: [...relation.parents].map((parent) => parent.qualified),
      partition,
      ownedBy: ownedBy?.relation.qualified,
      identity,
    }
  }

  function(fn: FunctionEntry): SqlFunction {
    return {
      ...this.securable(fn.signature, fn, ['EXECUTE']),
      oid: 0,
      schema: quoted(fn.schema),
      bareName: quoted(fn.name),
      procedure: fn.procedure,
      definer: fn.definer,
      language: fn.language,
      extension: false,
      trigger: fn.trigger,
      fewestArguments: fn.fewestArguments,
      mostArguments: fn.mostArguments,
      likeTheSystems: false,
      searchPath: fn.searchPath,
    }
  }
}

import type { ClientBase } from 'pg'
import type { PrivilegeSnapshot, Securable } from '../privileges/snapshot/privilege-snapshot.ts'
import { RoleNotFoundError, readPrivileges } from '../privileges/snapshot/read-privileges.ts'

/** A role that every Postgres from 14 on has and that holds nothing of its own on any object (Predefined Roles). */
const emptyRole = 'pg_signal_backend'

/**
 * Returns what `role` can do in the database; where there is no such role yet, what a new credential of that name could:
 * log in, and whatever PUBLIC has. @throws CouldNotLook as `readPrivileges`.
 */
export async function readRoleToBe(
  client: ClientBase,
  role: string,
): Promise<{ snapshot: PrivilegeSnapshot; isThere: boolean }> {
  try {
    return { snapshot: await readPrivileges(client, role), isThere: true }
  } catch (error) {
    if (!(error instanceof RoleNotFoundError)) throw error
    return { snapshot: asCredential(await readPrivileges(client, emptyRole), role), isThere: false }
  }
}

/** What Heroku gives a credential besides its name: it can log in and connect (docs/rehearsal.md). */
function asCredential(empty: PrivilegeSnapshot, name: string): PrivilegeSnapshot {
  const { database, role } = empty
  return {
    ...empty,
    role: { ...role, name, attributes: ['INHERIT', 'LOGIN'] },
    database: database.effective.includes('CONNECT') ? database : holding(database, name, 'CONNECT'),
  }
}

/** The same database once the role may enter the schemas: only then is what PUBLIC may do in them the role's too. */
export function entered(snapshot: PrivilegeSnapshot, schemas: readonly string[]): PrivilegeSnapshot {
  const enter = <Kind extends Securable>(schema: Kind): Kind => {
    if (!schemas.includes(schema.name) || schema.effective.includes('USAGE')) return schema
    if (!schema.manageable && !(schema.grantableByDatabaseOwner ?? []).includes('USAGE')) return schema
    return holding(schema, snapshot.role.name, 'USAGE')
  }
  return { ...snapshot, schemas: snapshot.schemas.map(enter) }
}

function holding<Kind extends Securable>(object: Kind, role: string, privilege: string): Kind {
  const entry = { grantee: role, grantor: object.owner, privilege, grantable: false }
  return {
    ...object,
    effective: [...object.effective, privilege],
    entries: [...object.entries, entry],
  }
}

import { escapeIdentifier } from 'pg'
import type { Furnishing, NewDatabase } from '../profiles/profile.ts'

/** Who owns schema `public`: on newer databases the predefined role, on others the owner itself (both in public dumps). */
export const schemaOwners = ['pg_database_owner', 'owner'] as const
/** What PUBLIC has on schema `public`: nothing on newer databases, USAGE and CREATE on older ones (both in public dumps). */
export const schemaGrants = ['none', 'usage', 'create'] as const

/** In what Heroku's databases differ by their age, whatever their plan. */
export interface Variants extends Furnishing {
  readonly publicSchemaOwner: (typeof schemaOwners)[number]
  readonly publicSchemaGrants: (typeof schemaGrants)[number]
  /** A schema to install citext, hstore and pg_trgm in: `public`, `heroku_ext` or one of the owner's own. */
  readonly extensionSchema: string | undefined
}

/** A database as Heroku publishes a new one. */
export const newest: Variants = {
  publicSchemaOwner: 'pg_database_owner',
  publicSchemaGrants: 'none',
  extensionSchema: undefined,
  statisticsSchema: 'public',
  herokuExtGrants: 'usage',
}

/** SQL that settles whose schema `public` is and what PUBLIC may there, run in the database as the superuser. */
export function publicSchema(
  { owner }: NewDatabase,
  { publicSchemaOwner, publicSchemaGrants }: Variants,
): string {
  const to = publicSchemaOwner === 'owner' ? escapeIdentifier(owner) : publicSchemaOwner
  const grants = { none: '', usage: 'USAGE', create: 'USAGE, CREATE' }[publicSchemaGrants]
  return `ALTER SCHEMA public OWNER TO ${to};
    REVOKE ALL ON SCHEMA public FROM PUBLIC;
    ${grants && `GRANT ${grants} ON SCHEMA public TO PUBLIC;`}`
}

/** SQL that installs the extensions, run in the database as the superuser once it has been furnished. */
export function extensions({ owner }: NewDatabase, { extensionSchema }: Variants): string {
  if (extensionSchema === undefined) return ''
  const schema = escapeIdentifier(extensionSchema)
  return `CREATE SCHEMA IF NOT EXISTS ${schema} AUTHORIZATION ${escapeIdentifier(owner)};
    ${['citext', 'hstore', 'pg_trgm'].map((name) => `CREATE EXTENSION ${name} WITH SCHEMA ${schema};`).join('\n')}`
}

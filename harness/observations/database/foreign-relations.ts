import type { Postgres } from '../../postgres/postgres.ts'

/** A relation that the owner of the database cannot grant on, and who owns it. */
export interface ForeignRelation {
  readonly relation: string
  readonly owner: string
}

/** Returns those in the given schemas. What belongs to an extension is the extension's, and left out. */
export function foreignRelations(owner: Postgres, schemas: readonly string[]): Promise<ForeignRelation[]> {
  return owner.rows<{ relation: string; owner: string }>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS relation, pg_get_userbyid(c.relowner) AS owner
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND n.nspname = ANY ($1)
        AND NOT pg_has_role(current_user, c.relowner, 'USAGE')
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
      ORDER BY 1`,
    [schemas],
  )
}

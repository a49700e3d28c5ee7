import { runbook } from '../../runbook.config.ts'
import type { Finding } from '../evidence/finding.ts'
import type { Postgres } from '../postgres/postgres.ts'
import type { Scene } from './failure-mode.ts'

/**
 * Returns the relations in the policy's schemas that the owner of the database cannot grant on, with their owners. What
 * belongs to an extension is the extension's.
 */
export function foreignRelations(owner: Postgres): Promise<{ relation: string; owner: string }[]> {
  return owner.rows<{ relation: string; owner: string }>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS relation, pg_get_userbyid(c.relowner) AS owner
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND n.nspname = ANY ($1)
        AND NOT pg_has_role(current_user, c.relowner, 'USAGE')
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
      ORDER BY 1`,
    [Object.keys(runbook.privileges.schemas)],
  )
}

/** Returns a finding for each of {@link foreignRelations}. */
export async function foreignRelationFindings({ owner, subject }: Scene): Promise<Finding[]> {
  const self = await owner.user()
  return (await foreignRelations(owner)).map((foreign) => ({
    code: 'foreign-owned-relation',
    object: foreign.relation,
    expected: `owned by ${self}, who owns the database`,
    found: `owned by ${foreign.owner}`,
    consequence: `${self} can neither grant nor revoke here, and its GRANT … ON ALL TABLES fails as a whole.`,
    help: `Have ${foreign.owner} give it to ${self}; Heroku's way is pg:credentials:repair-default. The fix is ${foreign.owner}'s to run.`,
    fix: `heroku pg:credentials:repair-default DATABASE -a ${subject.app}`,
  }))
}

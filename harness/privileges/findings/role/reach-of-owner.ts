import type { PrivilegeSnapshot } from '../../snapshot/privilege-snapshot.ts'
import { leftTo, type PrivilegeFinding } from '../privilege-finding.ts'

/**
 * Leaves to others what the database's owner could mend if it could name it: GRANT and REVOKE look an object up by its
 * name, for which Postgres asks USAGE on its schema of whoever runs them (namespace.c, LookupExplicitNamespace).
 */
export function withinReachOfOwner(
  findings: readonly PrivilegeFinding[],
  { schemas, database }: PrivilegeSnapshot,
): PrivilegeFinding[] {
  const closed = schemas.filter((schema) => !schema.enteredByOwner)
  if (closed.length === 0) return [...findings]
  return findings.map((finding) => {
    if (finding.repairableBy !== 'owner') return finding
    const schema = closed.find(({ name }) => finding.object.startsWith(`${name}.`))
    if (!schema) return finding
    return leftTo(
      finding,
      `${schema.owner}, who owns schema ${schema.name}: until it grants ${database.owner} USAGE there, ${database.owner} cannot name what is in it`,
    )
  })
}

import type { PolicyInPhase } from '../../config/policy.ts'
import type { PrivilegeSnapshot } from '../snapshot/privilege-snapshot.ts'
import { harmOfSearchPath } from './role/search-path-findings.ts'

/** Returns what of a database is worth saying without being a difference: a search_path set for everybody that does no harm. */
export function remarksOn(snapshot: PrivilegeSnapshot, policy: PolicyInPhase): string[] {
  return snapshot.settings
    .filter(({ name, ofRole }) => name === 'search_path' && !ofRole)
    .filter((setting) => harmOfSearchPath(setting, snapshot, policy).length === 0)
    .map(({ value, inDatabase }) => {
      const where = inDatabase ? `database ${snapshot.database.name}` : 'every database'
      return `search_path is set to ${value} for everybody in ${where}, which changes nothing that ${snapshot.role.name} can reach`
    })
}

import { RulesByName } from '../../config/names.ts'
import type { PolicyInPhase } from '../../config/policy.ts'
import type { Relation } from '../snapshot/privilege-snapshot.ts'

type Rules = RulesByName<readonly string[]>

/** Returns the means to find which rules by name decide over a relation: none where the policy does not name it. */
export function namedRules({
  tables,
  views,
  sequences,
}: PolicyInPhase): (relation: Relation) => Rules | undefined {
  const ofTables: Rules = new RulesByName(tables.named)
  const ofViews: Rules = new RulesByName(views.named)
  const ofSequences: Rules = new RulesByName(sequences.named)
  return ({ kind, name }) => {
    if (kind === 'S') return ofSequences.get(name) && ofSequences
    // A view may be named among the tables too.
    if ((kind === 'v' || kind === 'm') && ofViews.get(name)) return ofViews
    return ofTables.get(name) && ofTables
  }
}

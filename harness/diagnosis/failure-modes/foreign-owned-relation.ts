import type { FailureMode } from '../failure-mode.ts'
import { foreignRelationFindings } from '../foreign-relations.ts'

/** A relation belongs to somebody else than the database, so that no GRANT … ON ALL TABLES of the owner's takes (F12). */
export const foreignOwnedRelation: FailureMode = {
  id: 'foreign-owned-relation',
  title: 'Every relation is owned by the owner of the database',
  tell: 'operator',
  explainedBy: [],
  look: foreignRelationFindings,
}

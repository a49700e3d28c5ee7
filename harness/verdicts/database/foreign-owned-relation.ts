import type { Finding } from '../../evidence/finding.ts'
import type { ForeignRelation } from '../../observations/database/foreign-relations.ts'
import { type Settings, urlOf } from '../../observations/settings.ts'
import { seeing } from '../../observations/sight.ts'
import type { FailureMode } from '../failure-mode.ts'

interface Facts {
  readonly foreign: readonly ForeignRelation[]
  readonly settings: Settings
}

/** A relation belongs to somebody else than the database, so that no GRANT … ON ALL TABLES of the owner's takes (F12). */
export const ownerOwnsEveryRelation: FailureMode<Facts> = {
  id: 'foreign-owned-relation',
  title: () => 'Every relation is owned by the owner of the database',
  symptom: () => 'A relation is not owned by the owner of the database',
  tell: 'operator',
  explainedBy: [],
  observe: seeing('settings', 'foreign'),
  judge({ foreign, settings }, { subject }) {
    const self = urlOf(settings.owner)?.user ?? 'the owner'
    return foreign.map(
      ({ relation, owner }): Finding => ({
        code: 'foreign-owned-relation',
        object: relation,
        expected: `owned by ${self}, who owns the database`,
        found: `owned by ${owner}`,
        consequence: `${self} can neither grant nor revoke here, and its GRANT … ON ALL TABLES fails as a whole.`,
        help: `Have ${owner} give it to ${self}; Heroku's way is pg:credentials:repair-default. The fix is ${owner}'s to run.`,
        fix: `heroku pg:credentials:repair-default ${subject.database} -a ${subject.app}`,
        fixKind: 'heroku',
      }),
    )
  },
  saw: () => '',
}

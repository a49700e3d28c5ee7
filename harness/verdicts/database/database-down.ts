import { CouldNotLook } from '../../evidence/could-not-look.ts'
import type { DatabaseInfo } from '../../heroku/app.ts'
import type { Health } from '../../observations/app/health.ts'
import type { Entrance } from '../../observations/observations.ts'
import { healthProblem } from '../app/health.ts'
import type { FailureMode } from '../failure-mode.ts'
import { diagnosisFinding } from '../finding-codes.ts'
import { heroku } from '../remedies.ts'

interface Facts {
  readonly entrance: Entrance
  readonly database?: DatabaseInfo
  /** Undefined where nobody could ask the app. */
  readonly health?: Health | undefined
}

/** The database answers nobody. That it does not answer us alone is no proof: our way to it may be barred. */
export const databaseDown: FailureMode<Facts> = {
  id: 'database-down',
  title: () => 'The database takes connections',
  symptom: () => 'The database takes no connections',
  tell: 'operator',
  explainedBy: [],
  async observe(sight) {
    const entrance = await sight.entrance()
    if (entrance === 'open') return { entrance }
    const database = await sight.database()
    return { entrance, database, health: await sight.health().catch(() => undefined) }
  },
  judge({ entrance, database, health }, { subject }) {
    if (entrance === 'open' || !database || isOursAlone({ entrance, database, health })) return []
    return [
      diagnosisFinding({
        code: 'database-down',
        object: database.addon,
        expected: 'a database that takes connections',
        found: `${entrance.closed}; \`heroku pg:info\` says ${database.status}; the app ${health ? (healthProblem(health) ?? 'answers') : 'was not asked'}`,
        help: 'See https://status.heroku.com and `heroku pg:info`. Rolling back works, and does not help here.',
        remedy: heroku(subject, 'pg:info'),
      }),
    ]
  },
  unseen: (facts) => (facts.entrance !== 'open' && isOursAlone(facts) ? facts.entrance.closed : undefined),
  saw: () => '',
}

/** Heroku calls it available, and the app, which would be down without it, is well or could not be asked. */
function isOursAlone({ database, health }: Facts): boolean {
  return database?.status === 'Available' && (health === undefined || healthProblem(health) === undefined)
}

/** Throws unless the database lets the owner in. @throws CouldNotLook with why not, and what it means for a look. */
export function mustBeOpen(entrance: Entrance, meaning: string): void {
  if (entrance !== 'open') throw new CouldNotLook(`${entrance.closed}; ${meaning}`)
}

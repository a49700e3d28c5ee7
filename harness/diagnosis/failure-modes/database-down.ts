import { CouldNotLook } from '../../evidence/could-not-look.ts'
import type { FailureMode, Scene } from '../failure-mode.ts'
import { diagnosisFinding } from '../finding-codes.ts'
import { askHealth } from '../health.ts'

/** The database answers nobody. That it does not answer us alone is no proof: our way to it may be barred. */
export const databaseDown: FailureMode = {
  id: 'database-down',
  title: 'The database takes connections',
  tell: 'operator',
  explainedBy: [],
  async look(scene) {
    const refusal = await connectionFailure(scene)
    if (refusal === undefined) return []
    const { addon, status } = await scene.app.database()
    const health = await askHealth(scene).catch(() => undefined)
    if (status === 'Available' && (health === undefined || health.status === 200)) throw refusal
    return [
      diagnosisFinding({
        code: 'database-down',
        object: addon,
        expected: 'a database that takes connections',
        found: `${refusal.message}; \`heroku pg:info\` says ${status}; the app ${health ? `answers ${health.status || 'nothing'}` : 'was not asked'}`,
        help: 'See https://status.heroku.com and `heroku pg:info`. Rolling back works, and does not help here.',
        fix: `heroku pg:info -a ${scene.app.name}`,
      }),
    ]
  },
}

async function connectionFailure({ owner }: Scene): Promise<CouldNotLook | undefined> {
  try {
    await owner.rows('SELECT 1')
    return undefined
  } catch (error) {
    if (error instanceof CouldNotLook) return error
    throw error
  }
}

import { Hono } from 'hono'
import type { Account } from '../../account/account.ts'
import { credentialUrl } from '../../account/changes/attachments.ts'
import { databaseFigures } from '../../account/connections.ts'
import { connectionLimit, isEssential, planTitle } from '../../account/plan.ts'
import { addonOf } from '../path.ts'

/**
 * The Data API's database: what `heroku pg:info` prints (CLI commands/pg/info.js) and what `pg:wait` polls (commands/pg/
 * wait.js). `Status` of a database that cannot be reached is a guess.
 */
export function databaseRoutes(account: Account): Hono {
  return new Hono()
    .get('/client/v11/databases/:addon', async (c) => {
      const addon = addonOf(account, c)
      const figures = addon.refusesConnections ? undefined : await databaseFigures(addon.database)
      const info: { name: string; values: string[]; resolve_db_name?: boolean }[] = [
        { name: 'Plan', values: [planTitle(addon.plan)] },
        { name: 'Status', values: [figures ? 'Available' : 'Unavailable'] },
        { name: 'Data Size', values: figures ? [figures.size] : [] },
        { name: 'Tables', values: figures ? [String(figures.tables)] : [] },
        { name: 'PG Version', values: [addon.database.server.version] },
        {
          name: 'Connections',
          values: figures ? [`${figures.connections}/${connectionLimit(addon.plan)}`] : [],
        },
        { name: 'Connection Pooling', values: isEssential(addon.plan) ? [] : ['Available'] },
        { name: 'Credentials', values: [String(addon.credentials.length)] },
        { name: 'Fork/Follow', values: [isEssential(addon.plan) ? 'Unsupported' : 'Available'] },
        { name: 'Following', values: [], resolve_db_name: true },
        { name: 'Created', values: [addon.createdAt.toISOString().slice(0, 16).replace('T', ' ')] },
        { name: 'Continuous Protection', values: [isEssential(addon.plan) ? 'Off' : 'On'] },
      ]
      return c.json({
        addon_id: addon.id,
        name: addon.name,
        plan: addon.plan,
        resource_url: credentialUrl(addon, 'default'),
        following: null,
        forked_from: null,
        info,
      })
    })
    .get('/client/v11/databases/:addon/wait_status', (c) => {
      const waiting = addonOf(account, c).state === 'provisioning'
      return c.json({ 'waiting?': waiting, 'error?': false, message: waiting ? 'preparing' : 'available' })
    })
}

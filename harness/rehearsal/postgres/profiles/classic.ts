import { escapeIdentifier } from 'pg'
import type { Profile } from './profile.ts'
import { installStatementStatistics, statementStatisticsSettings } from './statement-statistics.ts'

/**
 * Heroku's own Postgres, which Standard, Premium, Private and Shield plans are on, as public outputs of such databases
 * show it: no role of RDS, no schema `_heroku`, no event trigger; a schema for extensions, and a search_path that names it.
 */
export const classic: Profile = {
  name: 'classic',
  superuser: 'postgres',
  serverSettings: statementStatisticsSettings,
  restrictsPasswords: false,
  roles: '',
  furniture: ({ name, owner }) => `${installStatementStatistics([owner])}
    CREATE SCHEMA heroku_ext;
    GRANT USAGE ON SCHEMA heroku_ext TO ${escapeIdentifier(owner)};
    ALTER DATABASE ${escapeIdentifier(name)} SET search_path TO "$user", public, heroku_ext;`,
}

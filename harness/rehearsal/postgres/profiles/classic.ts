import { escapeIdentifier } from 'pg'
import type { Profile } from './profile.ts'
import { installStatementStatistics, statementStatisticsSettings } from './statement-statistics.ts'

/** What Heroku puts in front of each message (Dev Center, 'Understanding Heroku Postgres Log Statements and Errors'). */
const sessionPrefix =
  'sql_error_code = %e time_ms = "%m" pid="%p" proc_start_time="%s" session_id="%c" vtid="%v" tid="%x" ' +
  'log_line="%l" database="%d" connection_source="%r" user="%u" application_name="%a" '

/**
 * Heroku's own Postgres, which Standard, Premium, Private and Shield plans are on, as public outputs of such databases
 * show it: no role of RDS, no schema `_heroku`, no event trigger; a schema for extensions, and a search_path that names it.
 */
export const classic: Profile = {
  name: 'classic',
  superuser: 'postgres',
  serverSettings: {
    ...statementStatisticsSettings,
    log_line_prefix: sessionPrefix,
    // A statement that failed is in the log; what is told of it there goes through our hands first.
    log_min_error_statement: 'error',
  },
  restrictsPasswords: false,
  showsLog: true,
  // What stands behind the dash in the real ones is left out of what was published.
  platformSessions: ['Heroku Postgres - Automation - checks', 'Heroku Postgres - Automation - statistics'],
  roles: '',
  furniture: ({ name, owner }, { statisticsSchema, herokuExtGrants }) => `CREATE SCHEMA heroku_ext;
    GRANT USAGE ON SCHEMA heroku_ext TO ${escapeIdentifier(owner)}${herokuExtGrants === 'usage' ? '' : ' WITH GRANT OPTION'};
    ${installStatementStatistics(owner, statisticsSchema, [owner])}
    ALTER DATABASE ${escapeIdentifier(name)} SET search_path TO "$user", public, heroku_ext;`,
}

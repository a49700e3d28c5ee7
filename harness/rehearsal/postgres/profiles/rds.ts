import { readFileSync } from 'node:fs'
import { escapeIdentifier } from 'pg'
import type { Profile } from './profile.ts'
import { installStatementStatistics, statementStatisticsSettings } from './statement-statistics.ts'

const herokuSchema = readFileSync(new URL('./heroku-schema.sql', import.meta.url), 'utf8')

/**
 * Postgres on RDS, which Heroku's Essential plans are on, with the credentials that the source runbook has there too. The
 * roles are those that public dumps name; passwords are RDS's to restrict (Amazon RDS User Guide, 'Delegating and
 * controlling user password management').
 */
export const rds: Profile = {
  name: 'rds',
  superuser: 'rdsadmin',
  serverSettings: {
    ...statementStatisticsSettings,
    // RDS shows this to whoever asks (SHOW rds.restrict_password_commands). Here the guard enforces it.
    'rds.restrict_password_commands': 'on',
  },
  restrictsPasswords: true,
  showsLog: false,
  platformSessions: [],
  roles: `
    CREATE ROLE rds_superuser NOLOGIN;
    CREATE ROLE rds_password NOLOGIN;
    GRANT rds_password TO rds_superuser;
    CREATE ROLE heroku_admin LOGIN;
    GRANT rds_superuser, pg_read_all_data TO heroku_admin;`,
  furniture: (
    { owner },
    { statisticsSchema },
  ) => `${installStatementStatistics(owner, statisticsSchema, [owner, 'heroku_admin'])}
    ${herokuSchema.replaceAll('public.pg_stat_statements_reset', () => `${escapeIdentifier(statisticsSchema)}.pg_stat_statements_reset`)}`,
}

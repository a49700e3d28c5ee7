import { escapeIdentifier } from 'pg'

/** Preloaded on every Heroku database (Dev Center, 'Heroku Postgres extensions'). */
export const statementStatisticsSettings = {
  shared_preload_libraries: 'pg_stat_statements',
  // A statement that sets a password is a utility statement, and would be kept word for word.
  'pg_stat_statements.track_utility': 'off',
  'pg_stat_statements.save': 'off',
}

/**
 * SQL that installs pg_stat_statements, in `public` as most public dumps have it: the platform owns it, PUBLIC reads its two
 * views, and those named may reset it. A schema that is not there becomes the owner's.
 */
export function installStatementStatistics(
  owner: string,
  schemaName: string,
  mayReset: readonly string[],
): string {
  const schema = escapeIdentifier(schemaName)
  return `CREATE SCHEMA IF NOT EXISTS ${schema} AUTHORIZATION ${escapeIdentifier(owner)};
    CREATE EXTENSION pg_stat_statements WITH SCHEMA ${schema};
    GRANT EXECUTE ON FUNCTION ${schema}.pg_stat_statements_reset TO ${mayReset.map((role) => escapeIdentifier(role)).join(', ')};`
}

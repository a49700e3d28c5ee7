import { escapeIdentifier } from 'pg'

/** Preloaded on every Heroku database (Dev Center, 'Heroku Postgres extensions'). */
export const statementStatisticsSettings = {
  shared_preload_libraries: 'pg_stat_statements',
  // A statement that sets a password is a utility statement, and would be kept word for word.
  'pg_stat_statements.track_utility': 'off',
  'pg_stat_statements.save': 'off',
}

/**
 * SQL that installs pg_stat_statements in `public`, as public dumps have it: the platform owns it, PUBLIC reads its two
 * views, and those named may reset it.
 */
export function installStatementStatistics(mayReset: readonly string[]): string {
  return `CREATE EXTENSION pg_stat_statements WITH SCHEMA public;
    GRANT EXECUTE ON FUNCTION public.pg_stat_statements_reset TO ${mayReset.map((role) => escapeIdentifier(role)).join(', ')};`
}

/**
 * The tables in which frameworks keep which migrations have run, by the names that their documentation gives as the default:
 * Alembic; Rails and golang-migrate, dbmate, Ecto; Django; Prisma; Flyway; Knex; Drizzle; Liquibase; goose; Entity Framework;
 * node-pg-migrate; Sequelize; MikroORM; Diesel; SQLx; Refinery; Atlas; yoyo. TypeORM's and Laravel's `migrations` is as likely
 * to be an app's own table, and is not among them.
 */
const names: ReadonlySet<string> = new Set([
  'alembic_version',
  'schema_migrations',
  'ar_internal_metadata',
  'django_migrations',
  '_prisma_migrations',
  'flyway_schema_history',
  'knex_migrations',
  'knex_migrations_lock',
  '__drizzle_migrations',
  'databasechangelog',
  'databasechangeloglock',
  'goose_db_version',
  '__EFMigrationsHistory',
  'pgmigrations',
  'SequelizeMeta',
  'mikro_orm_migrations',
  '__diesel_schema_migrations',
  '_sqlx_migrations',
  'refinery_schema_history',
  'atlas_schema_revisions',
  '_yoyo_migration',
])

/** The same as `format('%I')` writes them. */
const written: ReadonlySet<string> = new Set(
  [...names].map((name) => (/^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name}"`)),
)

/** Whether a table, named with its schema as `format('%I.%I')` writes it, is one of those, in whatever schema it lies. */
export function isMigrationTable(name: string): boolean {
  return written.has(name.slice(name.lastIndexOf('.') + 1))
}

/** Their names, without a schema and as the catalogue has them. */
export const migrationTables: readonly string[] = [...names]

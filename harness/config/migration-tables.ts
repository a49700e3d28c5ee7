/**
 * The tables in which frameworks keep which migrations have run, by the names that their documentation gives as the default,
 * with the frameworks. TypeORM's and Laravel's `migrations` is as likely to be an app's own table, and is not among them.
 */
const frameworks: Readonly<Record<string, string>> = {
  alembic_version: 'Alembic',
  schema_migrations: 'Rails, golang-migrate, dbmate or Ecto',
  ar_internal_metadata: 'Rails',
  django_migrations: 'Django',
  _prisma_migrations: 'Prisma',
  flyway_schema_history: 'Flyway',
  knex_migrations: 'Knex',
  knex_migrations_lock: 'Knex',
  __drizzle_migrations: 'Drizzle',
  databasechangelog: 'Liquibase',
  databasechangeloglock: 'Liquibase',
  goose_db_version: 'goose',
  __EFMigrationsHistory: 'Entity Framework',
  pgmigrations: 'node-pg-migrate',
  SequelizeMeta: 'Sequelize',
  mikro_orm_migrations: 'MikroORM',
  __diesel_schema_migrations: 'Diesel',
  _sqlx_migrations: 'SQLx',
  refinery_schema_history: 'Refinery',
  atlas_schema_revisions: 'Atlas',
  _yoyo_migration: 'yoyo',
}

/** The same by the names as `format('%I')` writes them. */
const written: ReadonlyMap<string, string> = new Map(
  Object.entries(frameworks).map(([name, framework]) => [
    /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name}"`,
    framework,
  ]),
)

/** Whether a table, named with its schema as `format('%I.%I')` writes it, is one of those, in whatever schema it lies. */
export function isMigrationTable(name: string): boolean {
  return frameworkOf(name) !== undefined
}

/** Whose migrations are in a table of that name, written so; undefined where it is none of those. */
export function frameworkOf(name: string): string | undefined {
  return written.get(name.slice(name.lastIndexOf('.') + 1))
}

/** Their names, without a schema and as the catalogue has them. */
export const migrationTables: readonly string[] = Object.keys(frameworks)

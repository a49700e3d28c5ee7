import type { RunbookConfig } from './harness/config/schema.ts'

/** The one file to edit for your own app: its names, what its role may do, how long it soaks. */
export const runbook = {
  /** The restricted Postgres role, which is also the name of its Heroku credential. */
  role: 'raptor_app',

  /** The config vars of source section "Environment variables", and what each holds. */
  configVars: {
    owner: 'DATABASE_URL',
    restricted: 'RAPTOR_APP_DATABASE_URL',
    flag: 'FLAG_RAPTOR_APP_ROLE_SEPARATION',
  },

  environments: {
    staging: {
      app: 'raxx-api-staging',
      healthUrl: 'https://api-staging.raxx.app/healthz',
      smoke: ['scripts/ci/run_smoke.sh', '--env=staging'],
    },
    prod: {
      app: 'raxx-api-prod',
      after: 'staging',
      signOff: true,
      smoke: ['scripts/ci/run_smoke.sh', '--env=prod'],
    },
  },

  /** The source's words for who runs the operation and who has the app's code. */
  tell: { operator: 'operator', developer: 'feature-developer' },

  /** The relation the source's own spot check names (`\dp historical_bars`). */
  spotCheck: 'public.historical_bars',

  /** What the role may do, in Postgres's own words. Whatever is not named here it may not. */
  privileges: {
    database: ['CONNECT'],
    schemas: { public: ['USAGE'] },
    tables: {
      default: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
      named: { 'public.alembic_version': [], 'public.schema_migrations': [] },
      mayBeMissing: ['public.alembic_version', 'public.schema_migrations'],
    },
    views: { default: ['SELECT'] },
    // Append-only also forbids SELECT … FOR UPDATE and INSERT … ON CONFLICT DO UPDATE on the table.
    appendOnly: { tables: ['public.customer_audit_events'], from: 'provisioned' },
    sequences: { default: ['USAGE'] },
  },

  /** The source's ticket for prod's cutover. */
  signOff: { ticket: 'RM-10/#1568' },

  soak: { hours: 72, checkpointHours: [24, 48, 72] },
} satisfies RunbookConfig

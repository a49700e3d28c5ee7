import { readFileSync } from 'node:fs'
import type { Hand } from '../cli/testing/rehearsed-app.ts'

/** A failure mode brought about by hand, and undone. */
export interface Plant {
  readonly mode: string
  readonly how: string
  readonly plant: (world: Hand) => Promise<unknown>
  readonly takeBack: (world: Hand) => Promise<unknown>
}

const role = 'raptor_app'
const urlVar = 'RAPTOR_APP_DATABASE_URL'
const flag = 'FLAG_RAPTOR_APP_ROLE_SEPARATION'

const setUrl = async ({ heroku, app }: Hand): Promise<unknown> =>
  heroku`config:set ${urlVar}=${await app.credentialUrl(role)}`

const rotate = ({ heroku, subject }: Hand): Promise<unknown> =>
  heroku`pg:credentials:rotate DATABASE --name ${role} --confirm ${subject.app}`

const grants = readFileSync(new URL('../../fixtures/provisioned-grants.sql', import.meta.url), 'utf8')

/** On an app that the runbook was carried out on. */
export const plants: readonly Plant[] = [
  {
    mode: 'b-essential-plan',
    how: 'the plan is Essential',
    plant: ({ rehearsal, subject }) => rehearsal.control('plan', { app: subject.app, plan: 'essential-0' }),
    takeBack: ({ rehearsal, subject }) => rehearsal.control('plan', { app: subject.app, plan: 'standard-0' }),
  },
  {
    mode: 'c-forgotten-grant',
    how: 'a migration forgets its GRANT',
    plant: async ({ rehearsal }) => {
      await rehearsal.migrateFile('migrations/017_forgotten_grant.sql')
      await rehearsal.get('/tables/new_table')
    },
    takeBack: ({ rehearsal }) => rehearsal.migrate('DROP TABLE new_table'),
  },
  {
    mode: 'd-missing-url',
    how: 'somebody unsets the var',
    plant: ({ heroku }) => heroku`config:unset ${urlVar}`,
    takeBack: setUrl,
  },
  {
    mode: 'd-missing-url',
    how: "somebody sets the owner's URL",
    plant: async ({ heroku, app }) => {
      const url = (await app.configVars()).url('DATABASE_URL')
      if (!url) throw new Error('no DATABASE_URL')
      await heroku`config:set ${urlVar}=${url}`
    },
    takeBack: setUrl,
  },
  {
    mode: 'role-missing',
    how: 'a superuser drops the role',
    plant: ({ rehearsal }) => rehearsal.superuser(`DROP OWNED BY ${role}; DROP ROLE ${role}`),
    takeBack: async ({ rehearsal, app }) => {
      const { password } = new URL((await app.credentialUrl(role)).reveal())
      await rehearsal.superuser(`CREATE ROLE ${role} LOGIN PASSWORD '${password}'`)
      await rehearsal.superuser(
        `DO $$ BEGIN EXECUTE format('GRANT CONNECT ON DATABASE %I TO ${role}', current_database()); END $$`,
      )
      await rehearsal.migrate(grants)
    },
  },
  {
    mode: 'role-missing',
    how: 'somebody destroys the credential',
    plant: ({ heroku, subject }) =>
      heroku`pg:credentials:destroy DATABASE --name ${role} --confirm ${subject.app}`,
    takeBack: async (world) => {
      await world.rehearsal.control('credential-provisioning', { polls: 0 })
      await world.heroku`pg:credentials:create DATABASE --name ${role}`
      await setUrl(world)
      await world.rehearsal.migrate(grants)
    },
  },
  {
    mode: 'stale-url',
    how: 'the credential is rotated, the var was set by hand',
    plant: rotate,
    takeBack: setUrl,
  },
  {
    mode: 'rotation-under-way',
    how: 'a rotation takes its time',
    plant: async (world) => {
      await world.rehearsal.control('credential-rotation', { rotation: 'in-steps' })
      await rotate(world)
    },
    takeBack: async (world) => {
      await world.rehearsal.control('finish-rotation', { app: world.subject.app, name: role })
      await world.rehearsal.control('credential-rotation', { rotation: 'at-once' })
      await setUrl(world)
    },
  },
  {
    mode: 'login-refused',
    how: 'a superuser sets another password',
    plant: ({ rehearsal }) => rehearsal.superuser(`ALTER ROLE ${role} PASSWORD 'somebody-elses'`),
    takeBack: async (world) => {
      await rotate(world)
      await setUrl(world)
    },
  },
  {
    mode: 'foreign-owned-relation',
    how: "a table is given to the platform's superuser",
    plant: ({ rehearsal }) => rehearsal.superuser('ALTER TABLE positions OWNER TO CURRENT_USER'),
    takeBack: async ({ rehearsal, owner }) =>
      rehearsal.superuser(`ALTER TABLE positions OWNER TO ${await owner.user()}`),
  },
  {
    mode: 'privilege-drift',
    how: 'the source block is re-applied: UPDATE on the audit trail',
    plant: ({ rehearsal }) => rehearsal.migrate(`GRANT UPDATE ON customer_audit_events TO ${role}`),
    takeBack: ({ rehearsal }) => rehearsal.migrate(`REVOKE UPDATE ON customer_audit_events FROM ${role}`),
  },
  {
    mode: 'privilege-drift',
    how: 'the role may not log in',
    plant: ({ rehearsal }) => rehearsal.superuser(`ALTER ROLE ${role} NOLOGIN`),
    takeBack: ({ rehearsal }) => rehearsal.superuser(`ALTER ROLE ${role} LOGIN`),
  },
  {
    mode: 'denied-by-policy',
    how: 'the app reads a migration table',
    plant: ({ rehearsal }) => rehearsal.get('/tables/alembic_version'),
    takeBack: ({ heroku }) => heroku`config:set ${flag}=1`,
  },
  {
    mode: 'app-ignores-flag',
    how: 'the code never reads the flag',
    plant: ({ rehearsal, subject }) => rehearsal.control('raptor', { app: subject.app, ignoreFlag: true }),
    takeBack: ({ rehearsal, subject }) =>
      rehearsal.control('raptor', { app: subject.app, ignoreFlag: false }),
  },
  {
    mode: 'app-unhealthy',
    how: 'a migration renames a table the app still reads',
    plant: ({ rehearsal }) => rehearsal.migrate('ALTER TABLE historical_bars RENAME TO bars_of_old'),
    takeBack: ({ rehearsal }) => rehearsal.migrate('ALTER TABLE bars_of_old RENAME TO historical_bars'),
  },
  {
    mode: 'credential-unavailable',
    how: 'Heroku answers what nobody has seen before',
    plant: ({ rehearsal }) =>
      rehearsal.control('faults', {
        path: `/credentials/${role}$`,
        host: 'data',
        answer: {
          status: 422,
          headers: { 'content-type': 'application/json' },
          body: { id: 'unprocessable_entity', message: 'This credential is in quarantine.' },
        },
      }),
    takeBack: async () => {},
  },
  {
    mode: 'database-down',
    how: 'the database hangs up on everybody',
    plant: ({ rehearsal, subject }) =>
      rehearsal.control('database', { app: subject.app, refuseConnections: true }),
    takeBack: ({ rehearsal, subject }) =>
      rehearsal.control('database', { app: subject.app, refuseConnections: false }),
  },
]

/** On an app nobody has begun to provision, one after the other. */
export const plantsBefore: readonly Plant[] = [
  {
    mode: 'a-rds-password',
    how: 'somebody with the power to makes the role by SQL',
    plant: ({ rehearsal }) => rehearsal.superuser(`CREATE ROLE ${role} LOGIN PASSWORD 'by-hand'`),
    takeBack: ({ rehearsal }) => rehearsal.superuser(`DROP ROLE ${role}`),
  },
  {
    mode: 'a-rds-password',
    how: 'a migration tries to make the role by SQL',
    plant: ({ rehearsal, subject }) =>
      rehearsal.control('logs', {
        app: subject.app,
        dyno: 'release.41',
        line: '(psycopg2.errors.InsufficientPrivilege) must be a member of rds_password to alter passwords',
      }),
    // The line stays in the log, and is history once Heroku has the credential: the next one shows it.
    takeBack: async () => {},
  },
  {
    mode: 'credential-still-provisioning',
    how: 'the credential takes its time',
    plant: async ({ rehearsal, heroku }) => {
      await rehearsal.control('credential-provisioning', { polls: 1 })
      await heroku`pg:credentials:create DATABASE --name ${role}`
    },
    // The next look finds it active.
    takeBack: ({ app }) => app.credential(role),
  },
  {
    mode: 'app-unhealthy-on-owner',
    how: 'provisioning is half done, and a migration renames a table the app still reads',
    plant: ({ rehearsal }) => rehearsal.migrate('ALTER TABLE historical_bars RENAME TO bars_of_old'),
    takeBack: ({ rehearsal }) => rehearsal.migrate('ALTER TABLE bars_of_old RENAME TO historical_bars'),
  },
]

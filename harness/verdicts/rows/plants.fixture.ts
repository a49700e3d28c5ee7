import pg from 'pg'
import { waitUntil } from '../../evidence/wait-until.ts'
import type { Observations, Sight } from '../../observations/observations.ts'
import type { Planting } from '../../planting/planting.ts'
import type { World } from '../../world/world.ts'
import { appendOnly, staging } from './scene.fixture.ts'

/** An app on a rehearsal platform, and a hand at it. */
interface AppAtHand {
  readonly name: string
  readonly env: NodeJS.ProcessEnv
  readonly hand: World & { readonly rehearsal: Planting }
  /** The role that owns its database, and how it connects. */
  readonly owner: string
  readonly ownerUrl: URL
  /** How the platform itself connects, around the RDS guard. */
  readonly superuserUrl: string
}

/** How a row is planted on the real parts, what of the world it shows in, and how it is taken back. */
export interface Plant {
  readonly sees: readonly (keyof Observations)[]
  /** Whether the app must start anew to meet it. */
  readonly restarts?: true
  readonly plant: (app: AppAtHand, before: Sight) => Promise<unknown>
  readonly takeBack: (app: AppAtHand, before: Sight) => Promise<unknown>
}

const { role } = staging
const { restricted: urlVar, flag } = staging.configVars
/** What the app asks for where somebody asks whether it is well. */
const asked = staging.spotCheck

const superuser =
  (sql: string) =>
  ({ hand }: AppAtHand): Promise<unknown> =>
    hand.rehearsal.superuser(sql)
const migrate =
  (sql: string) =>
  ({ hand }: AppAtHand): Promise<unknown> =>
    hand.rehearsal.migrate(sql)
const control =
  (route: string, body: object = {}) =>
  ({ hand, name }: AppAtHand): Promise<unknown> =>
    hand.rehearsal.control(route, { app: name, ...body })
const nothing = async (): Promise<void> => {}

/** Sets config vars as `heroku config:set` does: the CLI is not the subject here. */
const set =
  (vars: (before: Sight) => Promise<Record<string, string | null>>) =>
  async (app: AppAtHand, before: Sight): Promise<void> => {
    const answer = await fetch(`${app.env['HEROKU_HOST']}/apps/${app.name}/config-vars`, {
      method: 'PATCH',
      headers: {
        accept: 'application/vnd.heroku+json; version=3',
        authorization: `Bearer ${app.env['HEROKU_API_KEY']}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify(await vars(before)),
    })
    app.hand.app.forget()
    if (!answer.ok) throw new Error(`PATCH config-vars: ${answer.status}`)
  }
const setTo = (vars: Record<string, string | null>): ReturnType<typeof set> => set(async () => vars)

/** The credential's URL as it was before anything was planted. */
const credentialUrl = async (before: Sight): Promise<string> => {
  const credential = await before.credential()
  if (credential.state !== 'active') throw new Error('the credential was not active')
  return credential.url.reveal()
}
const credentials = set(async (before) => ({ [urlVar]: await credentialUrl(before) }))

/** Sessions that are held until they are taken back. */
const held: pg.Client[] = []
const connect = async (url: string, application_name: string): Promise<void> => {
  const client = new pg.Client({
    connectionString: url,
    ssl: { rejectUnauthorized: false },
    application_name,
  })
  await client.connect()
  held.push(client)
}
const hangUp = (): Promise<unknown> => Promise.all(held.splice(0).map((client) => client.end()))
const connectAs = (name: string, application: string, sql: (owner: string) => string): Plant => ({
  sees: ['sessions'],
  async plant(app) {
    await app.hand.rehearsal.superuser(`CREATE ROLE ${name} LOGIN PASSWORD 'held'; ${sql(app.owner)}`)
    const url = app.ownerUrl
    url.username = name
    url.password = 'held'
    await connect(url.href, application)
  },
  async takeBack(app) {
    await hangUp()
    await app.hand.rehearsal.superuser(`DROP OWNED BY ${name}; DROP ROLE ${name}`)
  },
})
const connectTo = (owner: string): string =>
  `DO $$ BEGIN EXECUTE format('GRANT CONNECT ON DATABASE %I TO ${owner}', current_database()); END $$`

const migrating = async ({ hand }: AppAtHand): Promise<void> => {
  const { holds } = await waitUntil(
    async () => {
      const { rows } = await hand.rehearsal.superuser(
        "SELECT FROM pg_stat_activity WHERE application_name = 'alembic' AND wait_event = 'PgSleep'",
      )
      return { holds: rows.length > 0, saw: `${rows.length} session(s) of a migration` }
    },
    { timeoutMs: 10_000, everyMs: 50 },
  )
  if (!holds) throw new Error('no migration began in the release phase')
}

/** Until the newest release has failed. */
const failed = async (app: AppAtHand): Promise<void> => {
  const { holds } = await waitUntil(
    async () => {
      const answer = await fetch(`${app.env['HEROKU_HOST']}/apps/${app.name}/releases`, {
        headers: { authorization: `Bearer ${app.env['HEROKU_API_KEY']}` },
      })
      return { holds: (await answer.text()).includes('"status":"failed"'), saw: `${answer.status}` }
    },
    { timeoutMs: 10_000, everyMs: 50 },
  )
  if (!holds) throw new Error('the release phase did not fail')
}

/** On an app that the runbook was carried out on, by the row's own words. */
export const plants: Readonly<Record<string, Plant>> = {
  'The plan is Essential': {
    sees: ['database'],
    plant: control('plan', { plan: 'essential-0' }),
    takeBack: control('plan', { plan: 'standard-0' }),
  },
  'A migration forgets its GRANT, and the app meets it': {
    sees: ['privileges', 'log'],
    async plant({ hand }) {
      await hand.rehearsal.migrateFile('migrations/017_forgotten_grant.sql')
      await hand.rehearsal.get('/tables/new_table')
    },
    takeBack: migrate('DROP TABLE new_table'),
  },
  'The app reads a migration table': {
    sees: ['log'],
    plant: ({ hand }) => hand.rehearsal.get('/tables/alembic_version'),
    takeBack: nothing,
  },
  'The URL is unset by an operator': {
    sees: ['settings', 'login', 'sessions'],
    restarts: true,
    plant: setTo({ [urlVar]: null }),
    takeBack: credentials,
  },
  'The URL holds a bad escape, 100%x': {
    sees: ['settings', 'login', 'sessions', 'health'],
    restarts: true,
    plant: setTo({ [urlVar]: 'postgres://ledger_app:100%x@db.example:5432/d1' }),
    takeBack: credentials,
  },
  '`postgresql://` instead of `postgres://`': {
    sees: ['settings', 'login'],
    plant: set(async (before) => ({
      [urlVar]: (await credentialUrl(before)).replace('postgres:', 'postgresql:'),
    })),
    takeBack: credentials,
  },
  '`?sslmode=require` and other parameters': {
    sees: ['settings', 'login'],
    plant: set(async (before) => ({
      [urlVar]: `${await credentialUrl(before)}?sslmode=require&connect_timeout=5`,
    })),
    takeBack: credentials,
  },
  'The flag holds something else, maybe a secret': {
    sees: ['settings'],
    plant: setTo({ [flag]: 'sk_live_9b1f' }),
    takeBack: setTo({ [flag]: '1' }),
  },
  'Postgres has another password than Heroku': {
    sees: ['login'],
    plant: superuser(`ALTER ROLE ${role} PASSWORD 'somebody-elses'`),
    async takeBack(app, before) {
      const { password } = new URL(await credentialUrl(before))
      await app.hand.rehearsal.superuser(`ALTER ROLE ${role} PASSWORD '${password}'`)
    },
  },
  'The role may not log in': {
    sees: ['roles', 'privileges', 'login'],
    plant: superuser(`ALTER ROLE ${role} NOLOGIN`),
    takeBack: superuser(`ALTER ROLE ${role} LOGIN`),
  },
  "A table is given to the platform's superuser": {
    sees: ['foreign', 'privileges'],
    plant: superuser('ALTER TABLE positions OWNER TO CURRENT_USER'),
    takeBack: (app) => app.hand.rehearsal.superuser(`ALTER TABLE positions OWNER TO ${app.owner}`),
  },
  "The source's block is re-applied: UPDATE on the audit trail": {
    sees: ['privileges'],
    plant: migrate(`GRANT UPDATE ON ${appendOnly} TO ${role}`),
    takeBack: migrate(`REVOKE UPDATE ON ${appendOnly} FROM ${role}`),
  },
  'A trigger runs a text that is made at run time': {
    sees: ['privileges'],
    plant: migrate(
      `CREATE FUNCTION keeps() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN EXECUTE 'SELECT ' || TG_ARGV[0]; RETURN NULL; END$$;
       CREATE TRIGGER keeps AFTER DELETE ON positions EXECUTE FUNCTION keeps()`,
    ),
    takeBack: migrate('DROP FUNCTION keeps() CASCADE'),
  },
  'The app ignores its flag: its sessions are the owner’s': {
    sees: ['sessions'],
    plant: control('stand-in', { ignoreFlag: true }),
    takeBack: control('stand-in', { ignoreFlag: false }),
  },
  'A session of a third role that is a member of the owner': connectAs(
    'sneaky',
    'ledger',
    (owner) => `GRANT ${owner} TO sneaky`,
  ),
  "A BI tool's session that nobody declared": connectAs('metabase', 'Metabase v0.50', () =>
    connectTo('metabase'),
  ),
  'A superuser that calls itself what the app does': {
    sees: ['sessions'],
    plant: (app) => connect(app.superuserUrl, 'ledger'),
    takeBack: hangUp,
  },
  "An operator's psql, as the owner": {
    sees: ['sessions'],
    plant: (app) => connect(app.ownerUrl.href, 'psql'),
    takeBack: hangUp,
  },
  'A migration in the release phase, as the owner': {
    sees: ['releases', 'dynos', 'sessions', 'log'],
    async plant(app, before) {
      await control('release-phase', { sql: 'SELECT pg_sleep(60)' })(app)
      await setTo({ WEB_CONCURRENCY: '3' })(app, before)
      await migrating(app)
    },
    async takeBack(app) {
      await control('release-phase', { sql: null })(app)
      await app.hand.rehearsal.superuser(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'alembic'",
      )
    },
  },
  'The app answers 503': {
    sees: ['health'],
    plant: migrate(`ALTER TABLE ${asked} RENAME TO not_there`),
    takeBack: migrate(`ALTER TABLE public.not_there RENAME TO ${asked.replace('public.', '')}`),
  },
  'Heroku answers what nobody has seen before': {
    sees: ['credential'],
    plant: control('faults', {
      app: undefined,
      path: `/credentials/${role}$`,
      host: 'data',
      answer: {
        status: 422,
        headers: { 'content-type': 'application/json' },
        body: { id: 'unprocessable_entity', message: 'This credential is in quarantine.' },
      },
    }),
    takeBack: nothing,
  },
  'One read of Heroku fails with a 503: the releases': {
    sees: ['releases'],
    plant: control('faults', {
      app: undefined,
      path: '/releases$',
      answer: {
        status: 503,
        headers: { 'content-type': 'application/json' },
        body: { id: 'service_unavailable', message: 'Try again.' },
      },
    }),
    takeBack: nothing,
  },
  'The database hangs up on everybody': {
    sees: ['entrance', 'roles', 'privileges', 'foreign', 'login', 'sessions', 'health', 'database'],
    plant: control('database', { refuseConnections: true }),
    takeBack: control('database', { refuseConnections: false }),
  },
  // The last: it changes the credential itself.
  'A rotation is under way, and the URL does not follow': {
    sees: ['credential', 'roles'],
    async plant(app) {
      await control('credential-rotation', { app: undefined, rotation: 'in-steps' })(app)
      await app.hand
        .heroku`pg:credentials:rotate ${app.hand.subject.database} --name ${role} --confirm ${app.name}`
    },
    takeBack: nothing,
  },
}

/** On an app nobody has begun to provision, one after the other. */
export const plantsBefore: Readonly<Record<string, Plant>> = {
  'Somebody with the power to makes the role by SQL': {
    sees: ['roles', 'privileges'],
    plant: superuser(`CREATE ROLE ${role} LOGIN PASSWORD 'by-hand'`),
    takeBack: superuser(`DROP ROLE ${role}`),
  },
  'A migration tries to, on RDS': {
    sees: ['log'],
    async plant(app, before) {
      await control('release-phase', { sql: `CREATE ROLE ${role} LOGIN PASSWORD 'by-hand'` })(app)
      await setTo({ WEB_CONCURRENCY: '3' })(app, before)
      await failed(app)
    },
    takeBack: control('release-phase', { sql: null }),
  },
  'The credential takes its time': {
    sees: ['credential', 'roles'],
    async plant(app) {
      await control('credential-provisioning', { app: undefined, polls: 1 })(app)
      await app.hand.heroku`pg:credentials:create ${app.hand.subject.database} --name ${role}`
    },
    takeBack: nothing,
  },
}

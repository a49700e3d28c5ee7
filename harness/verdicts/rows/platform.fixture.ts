import { CouldNotLook } from '../../evidence/could-not-look.ts'
import { HerokuCliError } from '../../heroku/cli-error.ts'
import type { Row } from './row.fixture.ts'
import {
  answer,
  appendOnly,
  difference,
  line,
  logOf,
  ownerName,
  privileges,
  ran,
  rolesUrl,
  session,
  sessions,
  soaking,
  staging,
  unread,
  untouched,
  url,
} from './scene.fixture.ts'

const { role, configVars } = staging
const noUrl = { is: 'no URL', instead: { is: 'unset' } } as const
const database = { plan: 'Standard 0', tier: 'standard', addon: 'postgresql-round-1', status: 'Available' }
const refused = {
  is: 'refused',
  code: '28P01',
  message: `password authentication failed for user "${role}"`,
} as const
const unprovisioned = [
  'roleIsThere',
  'restrictedUrlLogsIn',
  'restrictedUrlIsTheRoles',
  'urlIsTheCredentials',
  'flagFollowsPhase',
  'roleHasItsPolicy',
]
const before = (planted: string, changes: NonNullable<Row['changes']>, more: Partial<Row>): Row => ({
  planted,
  base: untouched,
  changes: { login: noUrl, ...changes },
  fails: unprovisioned,
  ...more,
})
const unavailable = new HerokuCliError('heroku releases', { exitCode: 1, said: 'HTTP Error 503' })

/** What the platform and the database are in. */
export const platformRows: readonly Row[] = [
  { planted: 'Nothing: a soaking app in order' },
  before('Nothing: an app on which nobody has begun', {}, {}),
  {
    planted: 'The plan is Essential',
    changes: { database: { ...database, plan: 'Essential 0', tier: 'essential' } },
    names: ['b-essential-plan'],
    says: 'by a new add-on and pg:copy',
  },
  {
    planted: 'A plan that nobody knows',
    changes: { database: { ...database, plan: 'Quantum 0', tier: 'quantum' } },
    names: ['b-essential-plan'],
  },
  {
    planted: 'A superuser drops the role',
    changes: {
      roles: { role: 'missing', rotating: false },
      login: refused,
      health: answer({ status: 503 }),
      sessions: sessions([], { statements: ran([]) }),
      log: logOf(line(`FATAL:  password authentication failed for user "${role}"`)),
    },
    fails: ['roleIsThere', 'restrictedUrlLogsIn', 'roleHasItsPolicy', 'appAnswers'],
    blind: ['connectionsFollowFlag'],
    names: ['role-missing'],
    untold: ['app-ignores-flag'],
    says: 'pnpm rollback --env staging',
  },
  {
    planted: 'Somebody destroys the credential',
    changes: {
      roles: { role: 'missing', rotating: false },
      credential: { state: 'unavailable', said: 'This credential is gone.' },
      login: refused,
      health: answer({ status: 503 }),
      sessions: sessions([], { statements: ran([]) }),
    },
    fails: ['roleIsThere', 'restrictedUrlLogsIn', 'urlIsTheCredentials', 'roleHasItsPolicy', 'appAnswers'],
    blind: ['connectionsFollowFlag'],
    names: ['role-missing'],
    untold: ['app-ignores-flag'],
  },
  {
    planted: 'Heroku answers what nobody has seen before',
    changes: { credential: { state: 'unavailable', said: 'This credential is in quarantine.' } },
    fails: ['urlIsTheCredentials'],
    names: ['credential-unavailable'],
    says: 'This credential is in quarantine.',
  },
  {
    planted: 'Postgres has another password than Heroku',
    changes: { login: refused },
    fails: ['restrictedUrlLogsIn'],
    names: ['login-refused'],
  },
  {
    planted: 'The role may not log in',
    changes: {
      roles: { role: 'cannot log in', rotating: false },
      privileges: privileges(difference('role-attribute', role)),
      login: { ...refused, code: '28000' },
    },
    fails: ['roleIsThere', 'restrictedUrlLogsIn', 'roleHasItsPolicy'],
    names: ['privilege-drift'],
  },
  {
    planted: "A table is given to the platform's superuser",
    changes: {
      foreign: [{ relation: 'public.positions', owner: 'postgres' }],
    },
    names: ['foreign-owned-relation'],
  },
  {
    planted: "The source's block is re-applied: UPDATE on the audit trail",
    changes: { privileges: privileges(difference('extra-privilege', appendOnly)) },
    fails: ['roleHasItsPolicy'],
    names: ['privilege-drift'],
  },
  {
    planted: 'A migration forgets its GRANT, and nobody has met it',
    changes: { privileges: privileges(difference('missing-privilege', 'public.new_table', 'C')) },
    fails: ['roleHasItsPolicy'],
    names: ['c-forgotten-grant'],
  },
  {
    planted: 'A trigger runs a text that is made at run time',
    changes: { privileges: unread(difference('unread-function', 'public.keeps()')) },
    blind: ['roleHasItsPolicy'],
    untold: ['c-forgotten-grant'],
  },
  {
    planted: 'A smoke suite that fails is no business of verify and diagnose',
    changes: { smoke: { command: 'run_smoke.sh', passed: false, said: 'exit status 1' } },
  },
  before(
    'Somebody with the power to makes the role by SQL',
    {
      roles: { role: 'can log in', rotating: false },
      privileges: privileges(difference('missing-privilege', 'public.orders', 'C')),
    },
    {
      fails: unprovisioned.filter((rule) => rule !== 'roleIsThere'),
      names: ['a-rds-password'],
    },
  ),
  before(
    'A migration tries to, on RDS',
    {
      log: logOf(
        line(
          '(psycopg2.errors.InsufficientPrivilege) must be a member of rds_password to alter passwords',
          undefined,
          'app[release.41]',
        ),
      ),
    },
    {
      fails: [...unprovisioned, 'nothingWasDenied'],
      names: ['a-rds-password'],
    },
  ),
  before(
    'A migration tries to, on a classic database',
    { log: logOf(line('ERROR:  permission denied to create role', undefined, 'app[release.41]')) },
    {
      fails: [...unprovisioned, 'nothingWasDenied'],
      names: ['a-rds-password'],
    },
  ),
  before(
    'The credential takes its time',
    {
      credential: { state: 'not-active', said: 'Could not find any active credentials' },
      roles: { role: 'missing', rotating: false },
    },
    { names: ['credential-still-provisioning'] },
  ),
  before(
    'Provisioning is half done: the credential is there',
    {
      credential: { state: 'active', url: rolesUrl },
      roles: { role: 'can log in', rotating: false },
      privileges: privileges(difference('missing-privilege', 'public.orders', 'C')),
    },
    {
      fails: unprovisioned.filter((rule) => rule !== 'roleIsThere'),
      names: [],
      says: `not done: Step 3, ${configVars.restricted}; Step 4, the grants`,
    },
  ),
  before(
    'Provisioning is half done, and the app is down on the owner',
    {
      credential: { state: 'active', url: rolesUrl },
      roles: { role: 'can log in', rotating: false },
      health: answer({ status: 503 }),
    },
    {
      fails: [
        ...unprovisioned.filter((rule) => rule !== 'roleIsThere' && rule !== 'roleHasItsPolicy'),
        'appAnswers',
      ],
      names: ['app-unhealthy-on-owner'],
    },
  ),
  {
    planted: 'One read of Heroku fails with a 503: the releases',
    changes: { releases: unavailable },
    blind: ['flagFollowsPhase', 'dynosAreCurrent', 'onlyTheRoleRan', 'workWasDone', 'nothingWasDenied'],
    untold: ['denied-by-policy', 'denied-before', 'app-ignores-flag', 'ran-by-another', 'app-unhealthy'],
  },
  {
    planted: 'One read of Heroku fails: the log stream is dropped',
    changes: {
      log: new HerokuCliError('heroku logs', {
        exitCode: 1,
        said: 'Log stream timed out. Please try again.',
      }),
    },
    blind: ['logShowsDenials', 'nothingWasDenied'],
    untold: ['denied-by-policy', 'denied-before'],
  },
  {
    planted: 'Heroku refuses a read in words that nobody lists',
    changes: {
      dynos: new HerokuCliError('heroku ps --json', { exitCode: 1, said: 'This account is on hold.' }),
    },
    blind: ['dynosAreCurrent', 'connectionsFollowFlag', 'everySessionIsKnown', 'onlyTheRoleRan'],
    untold: ['no-dynos', 'app-ignores-flag', 'unknown-session', 'ran-by-another', 'app-unhealthy'],
    says: 'This account is on hold.',
  },
  {
    planted: '`heroku ps` prints HTML',
    changes: { dynos: new CouldNotLook('`heroku ps --json` printed something that is not JSON') },
    blind: ['dynosAreCurrent', 'connectionsFollowFlag', 'everySessionIsKnown', 'onlyTheRoleRan'],
    untold: ['no-dynos', 'app-ignores-flag', 'unknown-session', 'ran-by-another', 'app-unhealthy'],
  },
]

const pair = (
  planted: string,
  changes: Row['changes'],
  fails: Row['fails'],
  names: readonly string[],
  more: Partial<Row> = {},
): Row => ({
  planted,
  ...(changes && { changes }),
  ...(fails && { fails }),
  names,
  ...more,
})
const forgotten = difference('missing-privilege', 'public.new_table', 'C')

/** Two that have nothing to do with each other are both named. */
export const pairRows: readonly Row[] = [
  pair(
    'A forgotten GRANT, and UPDATE on the audit trail',
    { privileges: privileges(forgotten, difference('extra-privilege', appendOnly)) },
    ['roleHasItsPolicy'],
    ['c-forgotten-grant', 'privilege-drift'],
  ),
  pair(
    'A forgotten GRANT, and a table of another owner',
    { privileges: privileges(forgotten), foreign: [{ relation: 'public.positions', owner: 'postgres' }] },
    ['roleHasItsPolicy'],
    ['foreign-owned-relation', 'c-forgotten-grant'],
  ),
  pair(
    'The URL is unset, and a forgotten GRANT',
    {
      privileges: privileges(forgotten),
      settings: { ...(soaking.settings as object), restricted: { is: 'unset' } } as NonNullable<
        NonNullable<Row['changes']>['settings']
      >,
      login: noUrl,
      sessions: sessions([session({ role: ownerName })]),
    },
    [
      'restrictedUrlLogsIn',
      'restrictedUrlIsTheRoles',
      'urlIsTheCredentials',
      'roleHasItsPolicy',
      'connectionsFollowFlag',
    ],
    ['d-missing-url', 'c-forgotten-grant'],
  ),
  pair(
    'An old URL, and an Essential plan',
    {
      database: { ...database, plan: 'Essential 0', tier: 'essential' },
      credential: { state: 'active', url: url(role, 'n3w') },
    },
    ['urlIsTheCredentials'],
    ['b-essential-plan', 'stale-url'],
  ),
  pair(
    'The app ignores its flag, and a denial by policy',
    {
      sessions: sessions([session({ role: ownerName })]),
      log: logOf(line('permission denied for table alembic_version')),
    },
    ['connectionsFollowFlag', 'nothingWasDenied'],
    ['denied-by-policy', 'app-ignores-flag'],
  ),
]

import { CouldNotLook } from '../../evidence/could-not-look.ts'
import { NotRun } from '../../evidence/not-run.ts'
import { HerokuCliError } from '../../heroku/cli-error.ts'
import type { Row } from './row.fixture.ts'
import {
  answer,
  dyno,
  ran,
  release,
  releases,
  type Scene,
  session,
  sessions,
  soaking,
  staging,
} from './scene.fixture.ts'

const unwell = (planted: string, changes: object, says: string): Row => ({
  planted,
  changes: { health: answer(changes) },
  fails: ['appAnswers'],
  names: ['app-unhealthy'],
  says,
})
const nothing = {
  url: 'https://api-staging.shop.app/healthz',
  status: 'none',
  reason: 'ECONNREFUSED',
} as const
const unreachable = new HerokuCliError('heroku ps', { exitCode: 1, said: 'ECONNREFUSED' })
const noNetwork = Object.fromEntries(
  Object.keys(soaking).map((name) => [name, name === 'clock' ? soaking.clock : unreachable]),
) as unknown as Scene
const gone = new CouldNotLook('Postgres could not be reached: timeout expired')
const noDatabase = { privileges: gone, foreign: gone, roles: gone, login: gone, sessions: gone } as const

/** What answers for the app, and whether it has dynos. */
export const healthRows: readonly Row[] = [
  unwell(
    'An access proxy redirects to its login',
    { status: 302, location: 'https://shop.cloudflareaccess.com/login' },
    '302 to https://shop.cloudflareaccess.com/login: a redirect',
  ),
  unwell(
    'An access proxy answers 403',
    { status: 403, body: '<h1>Forbidden</h1>' },
    'an access proxy in front of the app',
  ),
  unwell(
    'An access proxy answers 200 with a page to log in',
    { wantsLogin: true, body: '<form>Sign in <input type="password">' },
    'a page to log in',
  ),
  {
    planted: 'A page of the app’s own that speaks of a login, and has what the configuration expects',
    changes: { health: answer({ wantsLogin: true, asExpected: true, body: '<li>login: up' }) },
  },
  unwell('A redirect that says nowhere', { status: 302 }, '302, without a word of where to'),
  unwell(
    'A redirect to the app’s own other address',
    { status: 301, location: 'https://www.shop.app/healthz' },
    '301 to https://www.shop.app/healthz: a redirect',
  ),
  unwell('A page that moved for good', { status: 308, location: '/up' }, '308 to /up: a redirect'),
  unwell('An answer that has not changed', { status: 304, body: '' }, '304, without a word of where to'),
  unwell(
    'An answer of 200 whose end does not come',
    { cut: 'it took more than 10 s' },
    '200, and the end of the answer did not come: it took more than 10 s',
  ),
  { planted: 'An answer of 204, without a body', changes: { health: answer({ status: 204, body: '' }) } },
  unwell(
    'Two headers that the configuration expects are not there',
    { missing: ['the header x-app: shop', 'the header via: 1'] },
    'without the header x-app: shop and without the header via: 1',
  ),
  unwell(
    'Nothing answers: the certificate has expired',
    { status: 'none', reason: 'certificate has expired' },
    'no answer: certificate has expired',
  ),
  {
    planted: 'Nothing answers, and this shell goes through a proxy that the health URL is asked without',
    changes: { health: new CouldNotLook('the app did not answer, and this shell goes through a proxy') },
    blind: ['appAnswers'],
    untold: ['app-unhealthy'],
    says: 'through a proxy',
  },
  unwell(
    'The app answers 503',
    { status: 503, body: '{"status":"unavailable"}' },
    '503: {"status":"unavailable"}',
  ),
  unwell(
    'The answer has not the body that the configuration expects',
    { missing: [`'"status":"ok"' in the body`] },
    `without '"status":"ok"' in the body`,
  ),
  {
    planted: 'Nothing answers, and Heroku says that there are dynos',
    changes: { health: nothing },
    fails: ['appAnswers'],
    names: ['app-unhealthy'],
  },
  {
    planted: 'This machine reaches neither Heroku nor the app nor the database',
    base: { ...noNetwork, health: nothing, entrance: { closed: 'Postgres could not be reached' } },
    blind: [
      'roleIsThere',
      'restrictedUrlLogsIn',
      'restrictedUrlIsTheRoles',
      'urlIsTheCredentials',
      'flagFollowsPhase',
      'roleHasItsPolicy',
      'dynosAreCurrent',
      'appAnswers',
      'connectionsFollowFlag',
      'everySessionIsKnown',
      'onlyTheRoleRan',
      'workWasDone',
      'logShowsDenials',
      'nothingWasDenied',
    ],
    untold: 'all',
    says: 'this machine reaches neither Heroku nor the app',
  },
  {
    planted: 'Scaled to zero overnight',
    changes: { dynos: [], health: nothing, sessions: sessions([], { statements: ran([]) }) },
    fails: ['dynosAreCurrent', 'appAnswers'],
    blind: ['connectionsFollowFlag'],
    names: ['no-dynos'],
    untold: ['app-ignores-flag'],
    says: 'none: it is scaled to zero',
  },
  {
    planted: 'A one-off dyno and none that serves',
    changes: { dynos: [dyno({ name: 'run.1', type: 'run' })], health: nothing },
    fails: ['dynosAreCurrent', 'appAnswers'],
    names: ['no-dynos'],
  },
  {
    planted: 'A dyno has crashed',
    changes: { dynos: [dyno({ state: 'crashed' })], health: answer({ status: 503 }) },
    fails: ['dynosAreCurrent', 'appAnswers'],
    names: ['app-unhealthy'],
    untold: ['app-ignores-flag'],
  },
  {
    planted: 'A worker runs an older release',
    changes: { dynos: [dyno(), dyno({ name: 'worker.1', type: 'worker', release: { version: 3 } })] },
    fails: ['dynosAreCurrent'],
    names: ['app-unhealthy'],
    untold: ['app-ignores-flag'],
    says: 'up, on release v3',
  },
  {
    planted: 'A dyno of the release phase runs another release',
    changes: { dynos: [dyno(), dyno({ name: 'release.9', type: 'release', release: { version: 9 } })] },
  },
  ...(['pending', 'failed'] as const).map((status) => ({
    planted: `A release whose release phase ${status === 'pending' ? 'is under way' : 'failed'}: the dynos run the one before`,
    changes: {
      releases: releases(
        { ...release(5, 'Deploy 7f3a', '2026-05-10T08:59:00Z'), status },
        release(4, `Set ${staging.configVars.flag} config vars`),
        release(3, `Set ${staging.configVars.restricted} config vars`, '2026-05-10T07:00:00Z'),
        release(1, 'Initial release', '2026-05-01T00:00:00Z'),
      ),
    },
  })),
  {
    planted: 'The release that set the flag failed in its release phase',
    changes: {
      releases: releases(
        { ...release(4, `Set ${staging.configVars.flag} config vars`), status: 'failed' },
        release(3, `Set ${staging.configVars.restricted} config vars`, '2026-05-10T07:00:00Z'),
        release(1, 'Initial release', '2026-05-01T00:00:00Z'),
      ),
      dynos: [dyno({ release: { version: 3 } })],
    },
    fails: ['dynosAreCurrent'],
    names: ['app-unhealthy'],
    untold: ['app-ignores-flag'],
    says: 'up, on release v3',
  },
  {
    planted: 'No health URL is configured',
    changes: { health: new NotRun('no health URL is configured for staging') },
    blind: ['appAnswers'],
    names: [],
  },
  {
    planted: 'The app is down on the owner, with the flag off',
    changes: {
      settings: { ...(soaking.settings as object), flag: 'off' } as Scene['settings'],
      sessions: sessions([session({ role: 'u2b6c7d8e9f0a' })]),
      health: answer({ status: 500, body: 'oops' }),
    },
    how: { expectedPhase: 'provisioned' },
    fails: ['appAnswers'],
    names: ['app-unhealthy-on-owner'],
    says: 'there is nothing to roll back',
  },
  {
    planted: 'The database hangs up on everybody',
    changes: {
      ...noDatabase,
      entrance: { closed: 'Postgres could not be reached: timeout expired' },
      health: answer({ status: 503 }),
    },
    fails: ['appAnswers'],
    blind: [
      'roleIsThere',
      'restrictedUrlLogsIn',
      'roleHasItsPolicy',
      'connectionsFollowFlag',
      'everySessionIsKnown',
      'onlyTheRoleRan',
      'workWasDone',
      'nothingWasDenied',
    ],
    names: ['database-down'],
    untold: [
      'rotation-under-way',
      'half-provisioned',
      'role-missing',
      'foreign-owned-relation',
      'c-forgotten-grant',
      'privilege-drift',
      'login-refused',
      'denied-by-policy',
      'denied-before',
      'app-ignores-flag',
      'unknown-session',
      'ran-by-another',
    ],
  },
  {
    planted: 'The database hangs up on us alone: the app is well',
    changes: { ...noDatabase, entrance: { closed: 'Postgres could not be reached: too many connections' } },
    blind: [
      'roleIsThere',
      'restrictedUrlLogsIn',
      'roleHasItsPolicy',
      'connectionsFollowFlag',
      'everySessionIsKnown',
      'onlyTheRoleRan',
      'workWasDone',
      'nothingWasDenied',
    ],
    untold: [
      'database-down',
      'rotation-under-way',
      'half-provisioned',
      'role-missing',
      'foreign-owned-relation',
      'c-forgotten-grant',
      'privilege-drift',
      'login-refused',
      'denied-by-policy',
      'denied-before',
      'app-ignores-flag',
      'unknown-session',
      'ran-by-another',
    ],
  },
]

import type { Subject } from '../../config/subject.ts'
import { CouldNotLook } from '../../evidence/could-not-look.ts'
import { ConfigVars } from '../../heroku/config-vars.ts'
import { settingsIn } from '../../observations/settings.ts'
import type { Row } from './row.fixture.ts'
import {
  answer,
  type Changes,
  dyno,
  ownerName,
  ownersUrl,
  prod,
  ran,
  release,
  releases,
  rolesUrl,
  session,
  sessions,
  soaking,
  staging,
  url,
} from './scene.fixture.ts'

const { role, configVars } = staging
/** Nobody can log in by it. */
export const noUrl = { is: 'no URL', instead: { is: 'unset' } } as const
const unreadable = new CouldNotLook(
  'DATABASE_URL of shop-api-staging holds a value that cannot be read as a connection URL',
)
const badUrl = { is: 'no URL', instead: { is: 'unreadable' } } as const

/** The config vars as `heroku config --json` prints them. */
export const set = (vars: Record<string, string | null>): Changes => ({
  settings: settingsIn(
    new ConfigVars({
      DATABASE_URL: ownersUrl.reveal(),
      [configVars.restricted]: rolesUrl.reveal(),
      [configVars.flag]: '1',
      ...vars,
    }),
    staging,
  ),
})
const restricted = (value: string | null): Changes => set({ [configVars.restricted]: value })
/** The flag's value. */
export const flag = (value: string | null): Changes => set({ [configVars.flag]: value })
const stale = (planted: string, value: string, part: string): Row => ({
  planted,
  changes: restricted(value),
  fails: ['urlIsTheCredentials'],
  names: ['stale-url'],
  says: `differs in the ${part}`,
})
const missing = (planted: string, value: string | null, says: string): Row => ({
  planted,
  changes: {
    ...restricted(value),
    login: value ? badUrl : noUrl,
    sessions: sessions([session({ role: ownerName })]),
  },
  fails: ['restrictedUrlLogsIn', 'restrictedUrlIsTheRoles', 'urlIsTheCredentials', 'connectionsFollowFlag'],
  names: ['d-missing-url'],
  says,
})
const address = '@db.example:5432/d1'

/** The same app without a flag: the restricted URL alone switches it. */
export const flagless: Subject = {
  ...staging,
  configVars: { ...configVars, flag: configVars.restricted },
  flagValues: undefined,
}
/** What the app without a flag has for its URL. */
export const flaglessUrl = (value: string | null): Changes => ({
  settings: settingsIn(
    new ConfigVars({ DATABASE_URL: ownersUrl.reveal(), [configVars.restricted]: value }),
    flagless,
  ),
  releases: releases(
    ...(value === null
      ? [release(5, `Remove ${configVars.restricted} config vars`, '2026-05-10T08:30:00Z')]
      : []),
    release(4, `Set ${configVars.restricted} config vars`),
    release(1, 'Initial release', '2026-05-01T00:00:00Z'),
  ),
  dynos: [dyno({ release: { version: value === null ? 5 : 4 } })],
})

/** What the config vars hold. */
export const configVarRows: readonly Row[] = [
  {
    planted: '`postgresql://` instead of `postgres://`',
    changes: restricted(`postgresql://${role}:p1d9f0a7c6${address}`),
  },
  {
    planted: '`?sslmode=require` and other parameters',
    changes: restricted(`postgres://${role}:p1d9f0a7c6${address}?sslmode=require&connect_timeout=5`),
  },
  {
    planted: 'The same parameters in another order',
    changes: restricted(`postgres://${role}:p1d9f0a7c6${address}?connect_timeout=5&sslmode=require`),
  },
  { planted: 'No port, which is 5432', changes: restricted(`postgres://${role}:p1d9f0a7c6@db.example/d1`) },
  stale('An old password', `postgres://${role}:an-old-one${address}`, 'password'),
  stale('Another host', `postgres://${role}:p1d9f0a7c6@old.example:5432/d1`, 'host'),
  stale('Another database', `postgres://${role}:p1d9f0a7c6@db.example:5432/d0`, 'database'),
  missing('The URL is unset by an operator', null, 'not set; release v3'),
  {
    planted: 'The URL holds a bad escape, 100%x',
    changes: {
      ...restricted(`postgres://${role}:100%x${address}`),
      login: badUrl,
      sessions: sessions([], { statements: ran([]) }),
      health: answer({ status: 503 }),
    },
    fails: ['restrictedUrlLogsIn', 'restrictedUrlIsTheRoles', 'urlIsTheCredentials', 'appAnswers'],
    blind: ['connectionsFollowFlag'],
    names: ['d-missing-url'],
    untold: ['app-ignores-flag'],
    says: 'a value that cannot be read as a URL',
  },
  missing('The URL is a pasted password', 'hunter2hunter2', 'withheld: it may hold a password'),
  missing('The URL is empty', '', 'not set'),
  ...[
    ['The URL has no scheme', `${role}:p1d9f0a7c6${address}`],
    ['The URL has another scheme', `mysql://${role}:p1d9f0a7c6${address}`],
    ['The URL has its driver in the scheme', `postgresql+psycopg2://${role}:p1d9f0a7c6${address}`],
    ['The URL is a reference to a config var', '${DATABASE_URL}'],
    ['The URL begins with its own name', `${configVars.restricted}=${rolesUrl.reveal()}`],
    ['The URL has another behind it', `${rolesUrl.reveal()}${ownersUrl.reveal()}`],
    ['The URL has another behind a comma', `${rolesUrl.reveal()},${ownersUrl.reveal()}`],
    ['The URL has a slash in its password, not escaped', `postgres://${role}:5/hunter2${address}`],
    ['The URL has two @', `postgres://${role}:p1d9@f0a7c6${address}`],
    ['The URL ends in a line break', `${rolesUrl.reveal()}\n`],
    ['The URL stands in quotes', `"${rolesUrl.reveal()}"`],
  ].map(([planted = '', value = '']) => missing(planted, value, 'withheld: it may hold a password')),
  {
    planted: 'The owner’s own URL cannot be read',
    changes: {
      ...set({ DATABASE_URL: 'postgres://u2b6c7d8e9f0a:100%x@db.example:5432/d1' }),
      entrance: unreadable,
      roles: unreadable,
      privileges: unreadable,
      foreign: unreadable,
      sessions: unreadable,
    },
    blind: [
      'roleIsThere',
      'roleHasItsPolicy',
      'connectionsFollowFlag',
      'everySessionIsKnown',
      'onlyTheRoleRan',
      'workWasDone',
      'nothingWasDenied',
    ],
    untold: [
      'app-ignores-flag',
      'c-forgotten-grant',
      'database-down',
      'denied-before',
      'denied-by-policy',
      'foreign-owned-relation',
      'half-provisioned',
      'privilege-drift',
      'ran-by-another',
      'role-missing',
      'rotation-under-way',
      'unknown-session',
    ],
    says: 'DATABASE_URL of shop-api-staging holds a value that cannot be read',
  },
  {
    planted: "The URL is the owner's",
    changes: {
      ...restricted(ownersUrl.reveal()),
      login: { is: 'let in', as: ownerName, member: false },
      sessions: sessions([session({ role: ownerName })]),
    },
    fails: ['restrictedUrlLogsIn', 'restrictedUrlIsTheRoles', 'urlIsTheCredentials', 'connectionsFollowFlag'],
    names: ['d-missing-url'],
  },
  {
    planted: '`heroku rollback` brings the old URL back',
    changes: {
      ...restricted(`postgres://${role}:an-old-one${address}`),
      releases: releases(release(4, 'Rollback to v2'), release(1, 'Initial release', '2026-05-01T00:00:00Z')),
    },
    fails: ['urlIsTheCredentials'],
    names: ['stale-url'],
  },
  { planted: 'The flag is true, which is on', changes: flag('true') },
  {
    planted: 'An app without a flag, on the role by its URL alone',
    changes: flaglessUrl(rolesUrl.reveal()),
    how: { subject: flagless },
  },
  {
    planted: 'An app without a flag, whose URL is set and whose sessions are the owner’s',
    changes: { ...flaglessUrl(rolesUrl.reveal()), sessions: sessions([session({ role: ownerName })]) },
    how: { subject: flagless },
    fails: ['connectionsFollowFlag'],
    names: ['app-ignores-flag'],
    says: `1 session(s) of the owner ${ownerName}`,
  },
  {
    planted: 'An app without a flag, whose URL is an old one of the credential',
    changes: flaglessUrl(`postgres://${role}:an-old-one${address}`),
    how: { subject: flagless },
    fails: ['urlIsTheCredentials'],
    names: ['stale-url'],
    says: 'differs in the password',
  },
  {
    planted: 'An app without a flag, whose URL is removed in the soak',
    changes: { ...flaglessUrl(null), sessions: sessions([session({ role: ownerName })]) },
    how: { subject: flagless },
    fails: ['flagFollowsPhase'],
    names: [],
    says: `not set; release v5: Remove ${configVars.restricted} config vars`,
  },
  {
    planted: 'An app without a flag, rolled back, where that is its phase',
    changes: { ...flaglessUrl(null), sessions: sessions([session({ role: ownerName })]) },
    how: { subject: flagless, expectedPhase: 'provisioned' },
  },
  {
    planted: 'The flag is false, in the soak',
    changes: { ...flag('false'), sessions: sessions([session({ role: ownerName })]) },
    fails: ['flagFollowsPhase'],
    names: [],
    says: 'RUNBOOK_ALLOW_PROVISION=shop-api-staging pnpm test:provision --env staging',
  },
  {
    planted: '`heroku rollback` takes the flag off in the soak',
    changes: {
      ...flag('0'),
      sessions: sessions([session({ role: ownerName })]),
      releases: releases(
        release(5, 'Rollback to v3', '2026-05-10T08:30:00Z'),
        release(4, 'Set FLAG_LEDGER_APP_ROLE_SEPARATION config vars', '2026-05-10T08:00:00Z'),
        release(1, 'Initial release', '2026-05-01T00:00:00Z'),
      ),
      dynos: [dyno({ release: { version: 5 } })],
    },
    fails: ['flagFollowsPhase'],
    names: [],
    says: 'off; release v5: Rollback to v3, 2026-05-10T08:30:00Z',
  },
  {
    planted: 'The flag holds something else, maybe a secret',
    changes: flag('sk_live_9b1f'),
    fails: ['flagFollowsPhase'],
    blind: ['connectionsFollowFlag'],
    names: ['flag-unknown'],
    untold: ['app-ignores-flag'],
    says: 'a value that is neither on nor off (withheld)',
  },
  {
    planted: 'Verify on prod before its time: a remedy that does not cut over',
    changes: { ...flag(null), sessions: sessions([session({ role: ownerName })]) },
    how: { subject: prod },
    fails: ['flagFollowsPhase'],
    says: 'pnpm test:provision --env prod --dry-run',
  },
  {
    planted: 'The release that set the flag is not among those seen',
    changes: {
      releases: { complete: false, newestFirst: [release(4, 'Deploy 1a2b3c4d')] },
    },
    blind: ['flagFollowsPhase', 'nothingWasDenied'],
    says: 'is not among the 1 newest',
  },
  {
    planted: 'A rotation is under way, and the URL does not follow',
    changes: {
      credential: { state: 'active', url: url(`${role}-rotating`, 'n3w') },
      roles: { role: 'can log in', rotating: true },
    },
    fails: ['urlIsTheCredentials'],
    names: ['rotation-under-way'],
  },
  {
    planted: 'A rotation is under way, and the URL follows it',
    changes: {
      ...restricted(url(`${role}-rotating`, 'n3w').reveal()),
      credential: { state: 'active', url: url(`${role}-rotating`, 'n3w') },
      roles: { role: 'can log in', rotating: true },
      sessions: sessions([session({ role: `${role}-rotating` })]),
    },
    says: 'a rotation is under way',
  },
  {
    planted: 'The flag is off beforehand and nothing else was begun, as on prod while staging soaks',
    changes: {
      ...soaking,
      ...set({ [configVars.flag]: '0', [configVars.restricted]: null }),
      releases: releases(release(4, `Set ${configVars.flag} config vars`)),
      credential: { state: 'unavailable', said: 'not_found' },
      roles: { role: 'missing', rotating: false },
      login: noUrl,
      sessions: sessions([session({ role: ownerName })]),
    },
    how: { subject: prod, expectedPhase: 'not-provisioned' },
    fails: [
      'roleIsThere',
      'restrictedUrlLogsIn',
      'restrictedUrlIsTheRoles',
      'urlIsTheCredentials',
      'roleHasItsPolicy',
    ],
    names: [],
  },
]

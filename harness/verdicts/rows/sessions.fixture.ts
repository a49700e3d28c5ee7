import { nameOfRun } from '../../postgres/our-name.ts'
import type { Row } from './row.fixture.ts'
import {
  besideAnother,
  configured,
  dyno,
  ownerName,
  ownersUrl,
  ran,
  release,
  releases,
  rolesUrl,
  session,
  sessions,
  settings,
  staging,
  worker,
} from './scene.fixture.ts'

const { role, configVars } = staging
const app = session()
const later = new Date('2026-05-10T09:55:00Z')
const metabase = session({ pid: 7, role: 'metabase', application: 'Metabase v0.50', address: '10.9.9.9' })
const owner = (changes: object = {}) => session({ pid: 8, role: ownerName, ...changes })
const other = (planted: string, changes: Parameters<typeof session>[0], says: string): Row => ({
  planted,
  changes: { sessions: sessions([app, session({ pid: 9, ...changes })]) },
  fails: ['everySessionIsKnown'],
  names: ['unknown-session'],
  says,
})
const harmless = (planted: string, ...others: ReturnType<typeof session>[]): Row => ({
  planted,
  changes: { sessions: sessions([app, ...others]) },
})
const off = {
  settings: {
    flag: 'off' as const,
    restricted: { is: 'set' as const, url: rolesUrl },
    owner: { is: 'set' as const, url: ownersUrl },
  },
}

const workersSession = (changes: object = {}) =>
  session({ pid: 11, role: worker.role, application: 'ledger-worker', ...changes })
const notOnYet = { settings: { ...settings, notOnYet: [worker] } }

/** Who is connected, and what ran meanwhile. */
export const sessionRows: readonly Row[] = [
  {
    planted: 'The app ignores its flag: its sessions are the owner’s',
    changes: { sessions: sessions([owner(), owner({ pid: 9 })]) },
    fails: ['connectionsFollowFlag'],
    names: ['app-ignores-flag'],
    says: `2 session(s) of the owner ${ownerName} (application 'ledger')`,
  },
  {
    planted: 'A worker is on the owner, while web is on the role',
    changes: {
      sessions: sessions([app, owner({ application: 'ledger-worker' })]),
      dynos: [dyno(), dyno({ name: 'worker.1', type: 'worker' })],
    },
    fails: ['connectionsFollowFlag'],
    names: ['app-ignores-flag'],
  },
  {
    planted: "The owner's sessions last 0.1 s each: none is seen, and its statements are counted",
    changes: { sessions: sessions([app], { statements: ran([role, ownerName]) }) },
    fails: ['connectionsFollowFlag'],
    names: ['app-ignores-flag'],
    says: '3 statement(s) of the owner',
  },
  other(
    'A session of a third role that is a member of the owner',
    { role: 'sneaky', leadsTo: [ownerName] },
    `a member of ${ownerName}`,
  ),
  other(
    'A session of a role that reads everything',
    { role: 'auditor', leadsTo: ['pg_read_all_data'] },
    'a member of pg_read_all_data',
  ),
  other(
    'A superuser that calls itself what the app does',
    { role: 'postgres', platform: true },
    "postgres (application 'ledger'",
  ),
  other('The role, in another database of the server', { database: 'postgres' }, 'database postgres'),
  other("A BI tool's session that nobody declared", metabase, "metabase (application 'Metabase v0.50'"),
  {
    planted: 'The same, too short to be seen',
    changes: { sessions: sessions([app], { statements: ran([role, 'metabase']) }) },
    fails: ['everySessionIsKnown'],
    names: ['unknown-session'],
    says: '3 statement(s) of metabase',
  },
  {
    planted: "The BI tool's session, declared by role",
    changes: { sessions: sessions([app, metabase], { statements: ran([role, 'metabase']) }) },
    how: configured({ otherSessions: [{ role: 'metabase' }] }),
  },
  {
    planted: "The BI tool's session, declared by another application name",
    changes: { sessions: sessions([app, metabase]) },
    how: configured({ otherSessions: [{ role: 'metabase', application: 'Tableau' }] }),
    fails: ['everySessionIsKnown'],
    names: ['unknown-session'],
  },
  {
    planted: 'A second role of the app that no configuration names',
    changes: { sessions: sessions([app, workersSession()]) },
    fails: ['everySessionIsKnown'],
    names: ['unknown-session'],
  },
  {
    planted: 'The same, named, and the second user of its rotation',
    changes: {
      sessions: sessions([app, workersSession(), workersSession({ role: `${worker.role}-rotating` })], {
        statements: ran([role, worker.role]),
      }),
    },
    how: besideAnother(),
  },
  {
    planted: 'A named role of the app, in another database of the server',
    changes: { sessions: sessions([app, workersSession({ database: 'postgres' })]) },
    how: besideAnother(),
    fails: ['everySessionIsKnown'],
    names: ['unknown-session'],
  },
  {
    planted: 'A part of the app is on the owner, and the other role that it may be of is in use already',
    changes: { sessions: sessions([app, workersSession(), owner({ application: 'ledger-other' })]) },
    how: besideAnother({ applications: ['ledger-worker'] }),
    fails: ['connectionsFollowFlag'],
    names: ['app-ignores-flag'],
  },
  {
    planted:
      'A part of the app is on the owner, and calls itself as the other role’s does, which is not in use yet',
    changes: { ...notOnYet, sessions: sessions([app, owner({ application: 'ledger-worker' })]) },
    how: besideAnother({ applications: ['ledger-worker'] }),
  },
  {
    planted: 'The same, and it calls itself as this role’s does',
    changes: { ...notOnYet, sessions: sessions([app, owner({ application: 'ledger' })]) },
    how: besideAnother({}, { applications: ['ledger'] }),
    fails: ['connectionsFollowFlag'],
    names: ['app-ignores-flag'],
  },
  {
    planted: 'The same, and nothing says what the one or the other calls itself',
    changes: { ...notOnYet, sessions: sessions([app, owner()]) },
    how: besideAnother(),
    blind: ['connectionsFollowFlag'],
    untold: ['app-ignores-flag'],
    says: 'whether they are of what is to run as',
  },
  {
    planted: 'The same, by sessions that are too short to be seen',
    changes: { ...notOnYet, sessions: sessions([app], { statements: ran([role, ownerName]) }) },
    how: besideAnother(),
    blind: ['connectionsFollowFlag'],
    untold: ['app-ignores-flag'],
    says: 'by sessions too short to be seen',
  },
  {
    planted: 'There are dynos, and none of the process type that runs as the role',
    changes: {},
    how: besideAnother({}, { processTypes: ['worker'] }),
    fails: ['dynosAreCurrent'],
    names: ['no-dynos'],
    says: 'ps:scale worker=1',
  },
  harmless(
    "The platform's own session, as a superuser",
    session({ pid: 9, role: 'postgres', application: '', platform: true, address: null }),
  ),
  harmless(
    "The platform's automation, as the owner",
    owner({ application: 'Heroku Postgres - Automation - vacuum' }),
  ),
  harmless("An operator's psql, as the owner", owner({ application: 'psql' })),
  harmless('Another run of this runbook', owner({ application: nameOfRun('provision by me@here') })),
  {
    planted: 'The app ignores its flag, and calls itself as this project is called',
    changes: { sessions: sessions([app, owner({ application: 'role-runbook' })]) },
    fails: ['connectionsFollowFlag'],
    names: ['app-ignores-flag'],
    says: "(application 'role-runbook')",
  },
  harmless('The second user of a rotation', session({ pid: 9, role: `${role}-rotating` })),
  {
    planted: 'A migration in the release phase, as the owner',
    changes: {
      sessions: sessions([app, owner({ startedAt: later })], { statements: ran([role, ownerName]) }),
      dynos: [dyno(), dyno({ name: 'release.7', type: 'release', created_at: '2026-05-10T09:54:00Z' })],
    },
  },
  {
    planted: 'A one-off console, as the owner',
    changes: {
      sessions: sessions([app, owner({ startedAt: later })]),
      dynos: [dyno(), dyno({ name: 'run.7', type: 'run', created_at: '2026-05-10T09:54:00Z' })],
    },
  },
  {
    planted: "A migration in the release phase, and a session of the owner's that is older",
    changes: {
      sessions: sessions([app, owner()]),
      dynos: [dyno(), dyno({ name: 'release.7', type: 'release', created_at: '2026-05-10T09:54:00Z' })],
    },
    fails: ['connectionsFollowFlag'],
    names: ['app-ignores-flag'],
  },
  {
    planted: 'No session at all, and nothing that ran',
    changes: { sessions: sessions([], { statements: ran([]) }) },
    blind: ['connectionsFollowFlag'],
    untold: ['app-ignores-flag'],
    says: `no session of the app is open as ${role}`,
  },
  {
    planted: 'No session that lasts, and statements of the role',
    changes: { sessions: sessions([], { statements: ran([role]) }) },
  },
  {
    planted: 'pg_stat_statements cannot be read',
    changes: {
      sessions: sessions([app], {
        statements: { is: 'not readable', why: 'pg_stat_statements is not installed' },
      }),
    },
    blind: ['workWasDone'],
    says: 'pg_stat_statements is not installed',
  },
  {
    planted: 'The flag is off, and the app stays on the role',
    changes: {
      ...off,
      releases: releases(
        release(4, `Set ${configVars.flag} config vars`),
        release(3, `Set ${configVars.flag} config vars`),
        release(1, 'Initial release'),
      ),
    },
    how: { expectedPhase: 'provisioned' },
    fails: ['connectionsFollowFlag'],
    names: ['app-ignores-flag'],
    says: `sessions of ${role}`.replace('sessions', '1 session(s)'),
  },
]

import { loadConfig } from '../../config/load.ts'
import type { Phase } from '../../config/policy.ts'
import { type RoleInApp, type Subject, subjectOf } from '../../config/subject.ts'
import type { Finding } from '../../evidence/finding.ts'
import type { Release } from '../../heroku/app.ts'
import type { Session } from '../../observations/database/sessions.ts'
import type { Counts, RoleCount } from '../../observations/database/statements.ts'
import { readingOf } from '../../observations/log-reading.ts'
import type { Asked, Observations, Sight } from '../../observations/observations.ts'
import { ConnectionUrl } from '../../secrets/secret.ts'

/** What a look gives in a scene, or the error that it meets. */
export type Scene = { readonly [Name in keyof Observations]: Observations[Name] | Error }
export type Changes = Partial<Scene>

/** The names and times that the scenes are told in. */
const config = await loadConfig()
export const staging = subjectOf(config, 'staging')
export const prod = subjectOf(config, 'prod')
const { role, configVars } = staging
/** The table that nothing is taken from. */
export const [appendOnly = ''] = staging.policy.appendOnly.tables
export const ownerName = 'u2b6c7d8e9f0a'
export const now = new Date('2026-05-10T10:00:00Z')
export const flagSetAt = '2026-05-10T08:00:00Z'

export const url = (user: string, password = 'p1d9f0a7c6', rest = '@db.example:5432/d1'): ConnectionUrl =>
  new ConnectionUrl(`postgres://${user}:${password}${rest}`)
export const rolesUrl = url(role)
export const ownersUrl = url(ownerName)

export const release = (version: number, description: string, created_at: string = flagSetAt): Release => ({
  version,
  description,
  status: 'succeeded',
  created_at,
})
export const flagSet = (version: number, created_at?: string): Release =>
  release(version, `Set ${configVars.flag} config vars`, created_at)
export const releases = (...newestFirst: Release[]): Observations['releases'] => ({
  newestFirst,
  complete: true,
})
const enabled = release(4, `Set ${configVars.flag} config vars`)
const begun = [
  release(3, `Set ${configVars.restricted} config vars`, '2026-05-10T07:00:00Z'),
  release(2, 'Deploy 1a2b3c4d', '2026-05-01T00:00:00Z'),
  release(1, 'Initial release', '2026-05-01T00:00:00Z'),
]

export const dyno = (
  changes: Partial<Observations['dynos'][number]> = {},
): Observations['dynos'][number] => ({
  id: 'a',
  name: 'web.1',
  type: 'web',
  state: 'up',
  release: { version: 4 },
  created_at: flagSetAt,
  ...changes,
})

/** A line of the log, by default of the app's own and after the flag was set. */
export const line = (text: string, at = '2026-05-10T09:00:00.000000+00:00', process = 'app[web.1]'): string =>
  `${at} ${process}: ${text}`
const firstLine = line('Release v1 created', '2026-05-10T07:59:00.000000+00:00', 'app[api]')
export const logOf = (...lines: string[]): Observations['log'] => readingOf([firstLine, ...lines])

export const session = (changes: Partial<Session> = {}): Session => ({
  pid: 100,
  role,
  application: 'ledger',
  address: '10.1.2.3',
  database: 'd1',
  startedAt: new Date('2026-05-10T08:00:10Z'),
  platform: false,
  leadsTo: [],
  ...changes,
})
/** What each role had run by a time, in the counts of one server. */
export const counts = (
  calls: Readonly<Record<string, number | RoleCount['begun']>>,
  changes: Partial<Counts> = {},
): Counts => ({
  at: now,
  database: 'd1',
  resetAt: '1777593600.000000',
  evictions: 0,
  // Where it is about others, the app has done its work.
  roles: Object.entries({ [role]: 1_000, ...calls }).map(([name, given]) =>
    typeof given === 'number' || given === undefined
      ? { role: name, calls: given ?? 0 }
      : { role: name, calls: given.reduce((sum, form) => sum + form.calls, 0), begun: given },
  ),
  ...changes,
})
/** What roles ran while they were watched, and by then in all. */
export const ran = (
  roles: readonly string[],
  calls = 3,
  total = counts({}),
): Observations['sessions']['statements'] => ({
  is: 'read',
  ran: roles.map((name) => ({ role: name, platform: false, calls })),
  counts: total,
})
export const sessions = (
  seen: readonly Session[],
  more: Partial<Observations['sessions']> = {},
): Observations['sessions'] => ({
  sessions: seen,
  database: 'd1',
  owner: ownerName,
  watchedMs: 2_000,
  statements: ran([role], 40),
  ...more,
})

export const answer = (changes: object = {}): Exclude<Observations['health'], { status: 'none' }> => ({
  url: 'https://api-staging.shop.app/healthz',
  status: 200,
  location: undefined,
  body: '{"status":"ok"}',
  wantsLogin: false,
  asExpected: false,
  missing: [],
  ...changes,
})

const full = ['SELECT', 'INSERT', 'UPDATE', 'DELETE']
const expected: Readonly<Record<string, readonly string[]>> = {
  'public.orders': full,
  'public.new_table': full,
  'public.positions': full,
  'public."AuditLog"': full,
  'public."Audit Log"': full,
  'public.orders_id_seq': ['USAGE'],
  [appendOnly]: ['SELECT', 'INSERT'],
  'public.alembic_version': [],
}
export const privileges = (...differences: Finding[]): Observations['privileges'] => ({
  differences,
  unread: [],
  remarks: [],
  accepted: 0,
  expected: (relation) => expected[relation],
})
export const unread = (...functions: Finding[]): Observations['privileges'] => ({
  ...privileges(),
  unread: functions,
})
export const difference = (code: string, object: string, failureMode?: string): Finding => ({
  code,
  object,
  expected: 'what the policy says',
  found: 'something else',
  consequence: 'Something goes wrong.',
  help: 'Mend it.',
  ...(failureMode && { failureMode }),
})

export const settings: Observations['settings'] = {
  flag: 'on',
  restricted: { is: 'set', url: rolesUrl },
  owner: { is: 'set', url: ownersUrl },
}

/** An app that the runbook was carried out on, two hours into its soak, with nothing amiss. */
export const soaking: Scene = {
  clock: now,
  settings,
  releases: releases(enabled, ...begun),
  dynos: [dyno()],
  database: { plan: 'Standard 0', tier: 'standard', addon: 'postgresql-round-1', status: 'Available' },
  credential: { state: 'active', url: rolesUrl },
  log: logOf(line('INFO ledger.access "GET /orders" 200')),
  proof: 'not asked for',
  recorded: { intervals: [], denials: [] },
  entrance: 'open',
  roles: { role: 'can log in', rotating: false },
  privileges: privileges(),
  foreign: [],
  login: { is: 'let in', as: role, member: true },
  sessions: sessions([session()]),
  earlier: [],
  checkpoints: [],
  sessionsNow: sessions([session()], { watchedMs: 10 }),
  health: answer(),
  smoke: { command: 'run_smoke.sh', passed: true, said: 'exit status 0' },
}

/** What Heroku says of a credential that it does not have. */
const noCredential: Observations['credential'] = {
  state: 'unavailable',
  said: "Couldn't find that credential.\nError ID: not_found",
}

/** An app on which nobody has begun to provision. */
export const untouched: Scene = {
  ...soaking,
  settings: { flag: 'unset', restricted: { is: 'unset' }, owner: { is: 'set', url: ownersUrl } },
  releases: releases(release(1, 'Initial release')),
  dynos: [dyno({ release: { version: 1 } })],
  credential: noCredential,
  roles: { role: 'missing', rotating: false },
  login: new Error('config var holds no connection URL'),
  sessions: sessions([session({ role: ownerName })], {
    statements: ran([ownerName], 40),
  }),
}

export const asked = (changes: Partial<Asked> = {}): Asked => ({
  subject: staging,
  expectedPhase: 'soaking' satisfies Phase,
  logSince: undefined,
  now,
  ...changes,
})

/** The subject, with something of its configuration changed. */
export const configured = (changes: Partial<Subject>): Partial<Asked> => ({
  subject: { ...staging, ...changes },
})

/** A second role of the app, which is switched by its URL alone. */
export const worker: RoleInApp = {
  role: 'ledger_worker',
  configVars: { restricted: 'LEDGER_WORKER_DATABASE_URL', flag: 'LEDGER_WORKER_DATABASE_URL' },
  flagValues: undefined,
  applications: [],
  processTypes: ['worker'],
}

/** The app has that role too, with what is said of it and of the first. */
export const besideAnother = (changes: Partial<RoleInApp> = {}, own: Partial<Subject> = {}): Partial<Asked> =>
  configured({ otherRoles: [{ ...worker, ...changes }], ...own })

/** Eyes that see a scene. */
export function sightOfScene(scene: Scene, how: Partial<Asked> = {}): Sight {
  const look =
    <Name extends keyof Observations>(name: Name) =>
    async (): Promise<Observations[Name]> => {
      const seen = scene[name]
      if (seen instanceof Error) throw seen
      return seen as Observations[Name]
    }
  const eyes = Object.keys(scene).map((name) => [name, look(name as keyof Observations)])
  return { ...Object.fromEntries(eyes), asked: asked(how) } as Sight
}

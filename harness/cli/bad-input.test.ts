import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { runbook } from '../../fixtures/stand-in/runbook.config.ts'
import { makeOwnFolder } from '../planting/own-folder.ts'
import { runCli } from './testing/run-cli.ts'

// Wrong command lines, shells and configurations. Each is answered in one line that names what is wrong and where to read on,
// with exit status 2, before anything is asked, started, written or changed.

interface Wrong {
  readonly args: readonly string[]
  readonly env?: NodeJS.ProcessEnv
  /** What the configuration says, in the place of what it said: `export const runbook = { ...base, ${config} }`. */
  readonly config?: string
  /** The whole text of the configuration. */
  readonly text?: string
  /** What the line holds. */
  readonly said: string | RegExp
}

const timeoutMs = 30_000
const folder = makeOwnFolder()
const at = (...names: string[]): string => join(folder, ...names)
const live = ['verify', '--env', 'staging']

const commands = [
  'rehearse',
  'test',
  'preconditions',
  'provision',
  'verify',
  'recovery',
  'failure-modes',
  'diagnose',
]
const more = ['plan', 'reapply', 'rollback', 'journal', 'runbook', 'readme']

const args = (...rows: [string, string | RegExp][]): Wrong[] =>
  rows.map(([line, said]) => ({
    args: line === '' ? [''] : line.split(' ').map((word) => word.replaceAll('_', ' ')),
    said,
  }))

const lines: Wrong[] = [
  ...[...commands, ...more].flatMap((name) => args([`${name} --vebrose`, "unknown option '--vebrose'"])),
  ...[
    ...commands.filter((name) => name !== 'failure-modes'),
    'plan',
    'reapply',
    'rollback',
    'journal',
    'runbook',
  ].flatMap((name) => args([`${name} staging`, `'staging' stands alone: ${name} takes options only`])),
  ...args(
    ['verfy', "unknown command 'verfy'"],
    ['Verify', "unknown command 'Verify'"],
    ['', "unknown command ''"],
    ['rollback-now', "unknown command 'rollback-now'"],
    ['--env staging', "unknown option '--env'"],
    ['verify --env', 'argument missing'],
    ['verify --json', 'argument missing'],
    ['verify --config', 'argument missing'],
    ['verify --phase', 'argument missing'],
    ['verify --log-since', 'argument missing'],
    ['verify --postgres', 'argument missing'],
    ['journal --head', 'argument missing'],
    ['verify --env nowhere', "--env 'nowhere' is not known: use rehearsal, staging, prod"],
    ['verify --env=stagin', 'nearest: staging'],
    ['verify --env=', "--env '' is not known"],
    ['verify --env Staging', "--env 'Staging' is not known"],
    ['verify --env _staging', "--env ' staging' is not known"],
    ['rollback --env production', "--env 'production' is not known"],
    ['journal --env rehearsal', "--env 'rehearsal' is not known: use staging, prod"],
    ['verify --phase soak', 'nearest: soaking'],
    ['verify --phase not-provisioned', "--phase 'not-provisioned' is not known"],
    ['plan --phase 1', "--phase '1' is not known"],
    ['rehearse --postgres mysql', "--postgres 'mysql' is not known"],
    ['rehearse --profile aws', "--profile 'aws' is not known"],
    ['verify --log-since yesterday', "--log-since 'yesterday' is no time"],
    ['verify --log-since 2026-05-10', 'is no time in ISO 8601 with its zone'],
    ['verify --log-since 2026-05-10T09:00:00', 'is no time in ISO 8601 with its zone'],
    ['verify --log-since 2026-13-10T09:00:00Z', 'is no time in ISO 8601 with its zone'],
    ['verify --log-since 2026-02-30T09:00:00Z', 'is no time in ISO 8601 with its zone'],
    ['diagnose --log-since 2126-05-10T09:00:00Z', 'has not come yet'],
    ['verify --env staging --postgres system', "--postgres 'system' is for --env rehearsal"],
    ['rollback --env prod --profile classic', "--profile 'classic' is for --env rehearsal"],
    ['verify --dry-run', "unknown option '--dry-run'"],
    ['plan --dry-run', "unknown option '--dry-run'"],
    ['diagnose --dry-run', "unknown option '--dry-run'"],
    ['rehearse --env staging', "unknown option '--env'"],
    ['test --env prod', "unknown option '--env'"],
    ['rollback --phase soaking', "unknown option '--phase'"],
    ['provision --log-since 2026-05-10T09:00:00Z', "unknown option '--log-since'"],
    ['journal --dry-run', "unknown option '--dry-run'"],
    ['journal --head 3f2a', "--head '3f2a' is no head"],
    ['journal --verify --head 12:xyz', "--head '12:xyz' is no head"],
    ['failure-modes c-forgoten-grant', 'nearest: c-forgotten-grant'],
    ['failure-modes c-forgotten-grant nonsense', "no failure mode 'nonsense'"],
    ['readme', "missing required argument 'report'"],
    ['readme nowhere.json', "'nowhere.json' is no report of the failure modes"],
    ['readme package.json', "'package.json' is no report of the failure modes"],
    ['readme README.md', "'README.md' is no report of the failure modes"],
    ['readme a.json b.json', "'b.json' stands alone"],
    ['rollback --env staging --env prod', "'--env' is there twice"],
    ['verify --json a.json --json=b.json', "'--json' is there twice"],
    ['reapply --dry-run --dry-run', "'--dry-run' is there twice"],
    ['verify --env staging --json', 'argument missing'],
  ),
  ...[
    at(),
    '',
    '/dev/null',
    '/proc/version/report.json',
    at('no', 'such', 'report.json'),
    at('file', 'report.json'),
  ].flatMap((file) =>
    ['--json', '--junit', '--html', '--summary'].map(
      (option): Wrong => ({ args: [...live, option, file], said: 'the report cannot be written to' }),
    ),
  ),
]

const shells: Wrong[] = [
  ...['/nowhere/heroku', '/', at('file')].map(
    (bin): Wrong => ({
      args: live,
      env: { RUNBOOK_HEROKU: bin },
      said: `RUNBOOK_HEROKU is '${bin}', which is no program`,
    }),
  ),
  ...[
    '127.0.0.1:9',
    'localhost',
    'http://10.0.0.1',
    'https://example.com',
    'http://127.0.0.1.evil.example',
  ].map((host): Wrong => ({ args: live, env: { HEROKU_HOST: host }, said: `HEROKU_HOST is '${host}'` })),
  ...['api.example', 'ftp://api', 'http://', 'yes', 'https:api.example', 'https:///healthz'].map(
    (url): Wrong => ({
      args: live,
      env: { RUNBOOK_HEALTH_URL: url },
      said: `RUNBOOK_HEALTH_URL is '${url}', which is no URL`,
    }),
  ),
  ...[
    ['https://api.example/healthz\n', 'has a space or a line break in it'],
    [' https://api.example/healthz', 'has a space or a line break in it'],
    ['https://api\n.example/healthz', 'has a space or a line break in it'],
    ['https://ops:hunter2@api.example/', 'has a user or a password in it'],
    ['https://ops@api.example/', 'has a user or a password in it'],
  ].map(
    ([url, why]): Wrong => ({
      args: live,
      env: { RUNBOOK_HEALTH_URL: url },
      said: `RUNBOOK_HEALTH_URL is a value that ${why}`,
    }),
  ),
  { args: live, env: { RUNBOOK_HEALTH_URL_STAGING: 'x' }, said: 'RUNBOOK_HEALTH_URL_STAGING' },
  ...['provision', 'recovery', 'reapply'].map(
    (name): Wrong => ({
      args: [name, '--env', 'staging'],
      env: { RUNBOOK_JOURNAL: '/dev/null' },
      said: "the journal '/dev/null/",
    }),
  ),
  {
    args: ['reapply', '--env', 'staging'],
    env: { RUNBOOK_JOURNAL: at('file') },
    said: /the journal '.*file\/\S+' cannot be written: E/,
  },
  {
    args: ['reapply', '--env', 'staging'],
    env: { RUNBOOK_JOURNAL: at('a', 'b', 'c') },
    said: 'cannot be written: ENOENT',
  },
  { args: ['provision', '--rollback-on-denial'], said: 'needs --watch and a time' },
  { args: ['provision', '--watch', 'soon'], said: "--watch 'soon' is no time" },
  { args: ['provision', '--watch', '0m'], said: "--watch '0m' is no time" },
  { args: ['provision', '--by-hand'], said: '--by-hand is for a live app' },
  { args: ['provision', '--env', 'staging', '--by-hand'], said: '--by-hand waits for you at a terminal' },
  { args: ['verify', '--watch', '10m'], said: "unknown option '--watch'" },
  { args: ['soak'], said: 'has no soak: expected staging or prod' },
  { args: ['soak', '--env', 'rehearsal'], said: '--env rehearsal has no soak' },
  { args: ['soak', '--env', 'nowhere'], said: "--env 'nowhere'" },
  { args: ['soak', '--env', 'staging', '--json', at('journal-of-folders')], said: 'it is a folder' },
  { args: ['signoff'], said: "--env ''" },
  { args: ['signoff', '--env', 'staging'], said: "--env 'staging'" },
  { args: ['signoff', '--env', 'rehearsal'], said: "--env 'rehearsal'" },
  { args: ['journal'], env: { RUNBOOK_JOURNAL: at('journal-of-folders') }, said: 'cannot be read: EISDIR' },
  { args: live, env: { RUNBOOK_CONFIG: at('nowhere.ts') }, said: 'is not there' },
  { args: live, env: { RUNBOOK_CONFIG: folder }, said: /cannot be loaded|exports nothing/ },
  { args: [...live, '--config', at('nowhere.ts')], said: 'is not there' },
]

const configurations: Wrong[] = (
  [
    ['role: ""', "role is ''"],
    ['role: "Ledger"', "role is 'Ledger'"],
    ['role: "a b"', "role is 'a b'"],
    [`role: "r'; DROP ROLE x; --"`, 'a Postgres role name in lower case'],
    ['role: "postgres"', "that name is the platform's"],
    ['role: 7', 'role is '],
    ['role: undefined', 'role'],
    ['environments: undefined', 'environments'],
    ['environments: {}', 'environments'],
    [
      'environments: { ...base.environments, prod: base.environments.staging }',
      'that is the app of staging too',
    ],
    ['environments: { staging: { app: "Shop App" } }', "environments.staging.app is 'Shop App'"],
    ['environments: { staging: { app: "" } }', "environments.staging.app is ''"],
    [
      'environments: { staging: { app: "a-staging", after: "prod" } }',
      'an environment that stands before staging',
    ],
    ['environments: { staging: { app: "a-staging", healthUrl: "x.example" } }', 'healthUrl'],
    ['environments: { staging: { app: "a-staging", healthUrl: "https:///healthz" } }', 'healthUrl'],
    [
      'environments: { staging: { app: "a-staging", healthUrl: "https://a:b@x.example" } }',
      'no user or password',
    ],
    ['environments: { staging: { app: "a-staging", smoke: [] } }', 'smoke'],
    ['apps: base.environments', 'Unrecognized key'],
    ['configVars: { ...base.configVars, flag: "flag" }', "configVars.flag is 'flag'"],
    ['configVars: { ...base.configVars, restricted: base.configVars.owner }', 'has that name already'],
    ['flagValues: { on: [], off: ["0"] }', 'flagValues.on'],
    ['flagValues: { on: ["1"], off: ["1"] }', 'flagValues.on has that value already'],
    ['spotCheck: "orders"', 'a schema-qualified relation'],
    ['soak: { hours: 0, checkpointHours: [24] }', 'soak.hours'],
    ['soak: { hours: -72, checkpointHours: [24] }', 'soak.hours'],
    ['soak: { hours: 72, checkpointHours: [] }', 'soak.checkpointHours'],
    ['soak: { hours: 72, checkpointHours: [48, 24] }', 'later than the one before'],
    ['soak: { hours: 72, checkpointHours: [96] }', 'before the soak is over'],
    ['soak: { hours: "72", checkpointHours: [24] }', "soak.hours is '72'"],
    ['otherSessions: [{}]', 'a role, an application name, or both'],
    ['privileges: { ...base.privileges, schemas: { public: ["SELECT"] } }', 'privileges.schemas.public'],
    ['privileges: { ...base.privileges, database: ["ALL"] }', 'privileges.database'],
    ['privileges: { ...base.privileges, memberships: [base.role] }', 'cannot be a member of itself'],
    ['policies: []', 'Unrecognized key'],
    ['roles: []', 'an app has one role, by `role`'],
  ] as const
).map(([config, said]): Wrong => ({ args: live, config, said }))

const secondApp = fileURLToPath(new URL('../../fixtures/second-app/runbook.config.ts', import.meta.url))
/** Of several roles one is to be named, wherever something is done or asked of one alone. */
const severalRoles: Wrong[] = (
  [
    ['provision --env trial', '--role is to be rota_web or rota_worker'],
    ['signoff --env eu-west', '--role is to be rota_web or rota_worker'],
    ['soak --env trial --json x.json', '--role is to be rota_web or rota_worker'],
    ['check-migrations fixtures/migrations', '--role is to be rota_web or rota_worker'],
    ['verify --env trial --role rota', "--role 'rota' is not known: use rota_web, rota_worker"],
  ] as const
).map(([line, said]): Wrong => ({ args: line.split(' '), env: { RUNBOOK_CONFIG: secondApp }, said }))

const texts: Wrong[] = (
  [
    ['', 'exports nothing called `runbook`'],
    ['export const runbok = {}', 'exports nothing called `runbook`'],
    ['export const runbook = {', 'cannot be loaded'],
    ['export const runbook = null', 'the whole'],
    ['export const runbook = []', 'the whole'],
    ['throw new Error("no\\nsecond line")', 'cannot be loaded'],
    ['import "./not-there.ts"\nexport const runbook = {}', 'cannot be loaded'],
  ] as const
).map(([text, said]): Wrong => ({ args: live, text, said }))

/** Where the configuration says what check:migrations is to look at. */
const migrationTrees: Wrong[] = (
  [
    ['', 'check:migrations takes the folders of the migrations'],
    ["migrations: { trees: ['nowhere'] }", /the migrations '.*nowhere' are not there/],
    ["rehearsal: { schema: 'a.sql', migrations: 'nowhere' }", /the migrations '.*nowhere' are not there/],
    ["migrations: { trees: [['not-a-program-of-any-kind', '--sql']] }", 'not-a-program-of-any-kind --sql'],
    [
      "migrations: { trees: [['node', '-e', 'console.error(7); process.exit(3)']] }",
      /failed with exit code 3: .*: 7\. See/,
    ],
    ["migrations: { trees: [['node', '-e', '']] }", 'it writes no SQL'],
  ] as const
).map(([config, said]): Wrong => ({ args: ['check-migrations'], config, said }))

const table = [...lines, ...shells, ...configurations, ...migrationTrees, ...severalRoles, ...texts]

const base = fileURLToPath(new URL('../../fixtures/stand-in/runbook.config.ts', import.meta.url))

/** The shell that a wrong invocation has: one in which nothing would be reached. */
function shellOf({ env, config, text }: Wrong, index: number): Record<string, string | undefined> {
  const file = at(`${index}.config.mts`)
  const overridden = `const base = ${JSON.stringify(runbook)}\nexport const runbook = { ...base, ${config} }`
  const whole = text ?? (config === undefined ? undefined : overridden)
  if (whole !== undefined) writeFileSync(file, whole)
  return {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    HEROKU_API_KEY: 'none',
    HEROKU_HOST: 'http://127.0.0.1:9',
    RUNBOOK_JOURNAL: at('journal'),
    RUNBOOK_REPORTS: at('reports'),
    RUNBOOK_CONFIG: whole === undefined ? base : file,
    ...env,
  }
}

/** A line that says what is wrong and where to read on, and nothing besides. */
function expectOneLine(output: string, { said }: Wrong): void {
  expect(output.trimEnd()).not.toContain('\n')
  expect(output).toMatch(
    said instanceof RegExp ? said : new RegExp(said.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)),
  )
  expect(output).toMatch(/See [\w./-]+/)
  expect(output).not.toMatch(/\n\s+at |node:internal/)
}

beforeAll(() => {
  writeFileSync(at('file'), '')
  chmodSync(at('file'), 0o600)
  mkdirSync(at('journal-of-folders', 'shop-api-staging.jsonl'), { recursive: true })
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('in this process', () => {
  let written = ''
  const own = { ...process.env }
  const listened = process.listeners('SIGINT')
  beforeEach(() => {
    written = ''
    for (const stream of [process.stdout, process.stderr])
      vi.spyOn(stream, 'write').mockImplementation((text) => {
        written += String(text)
        return true
      })
  })
  afterEach(() => {
    vi.restoreAllMocks()
    for (const name of Object.keys(process.env)) if (!(name in own)) delete process.env[name]
    Object.assign(process.env, own)
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      for (const listener of process.listeners(signal))
        if (!listened.includes(listener)) process.off(signal, listener)
  })

  it('there are a hundred and more', () => {
    expect(table.length).toBeGreaterThan(140)
    expect(new Set(table.map((wrong) => JSON.stringify(wrong))).size).toBe(table.length)
  })

  it.each(
    table.map(
      (wrong, index) => [JSON.stringify({ ...wrong, said: undefined }).slice(0, 120), wrong, index] as const,
    ),
  )(
    'is 2, in one line: %s',
    async (_name, wrong, index) => {
      for (const [name, value] of Object.entries(shellOf(wrong, index))) {
        if (value === undefined) delete process.env[name]
        else process.env[name] = value
      }
      // A configuration is read once in a process.
      if (
        wrong.config !== undefined ||
        wrong.text !== undefined ||
        wrong.env?.['RUNBOOK_CONFIG'] ||
        wrong.args.includes('--config')
      )
        vi.resetModules()
      const { runProgram } = await import('./program.ts')
      expect(await runProgram(wrong.args), written).toBe(2)
      expectOneLine(written, wrong)
      expect(existsSync(at('journal'))).toBe(false)
      expect(existsSync(at('reports')) ? readdirSync(at('reports')) : []).toEqual([])
    },
    timeoutMs,
  )
})

// Every tenth as its users run it.
describe.concurrent('in a process of its own', () => {
  const some = table.flatMap((wrong, index) =>
    index % 13 === 0 &&
    !wrong.args.some((arg) => /^--(json|junit|html|summary)|^--config$/.test(arg)) &&
    wrong.args[0] !== 'readme' &&
    wrong.args[0] !== 'runbook'
      ? [[wrong.args.join(' '), wrong, index] as const]
      : [],
  )

  it.for(some)('is 2, in one line: %s', async ([, wrong, index], test) => {
    const run = await runCli(shellOf(wrong, index), ...wrong.args)
    test.expect(run, run.output).toMatchObject({ exitCode: 2, report: undefined })
    expectOneLine(run.output, wrong)
  })
})

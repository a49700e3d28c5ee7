import { Option } from 'commander'
import { type Phase, phases } from '../config/policy.ts'
import { oneOf, UsageError } from '../config/usage-error.ts'
import type { ReportFiles } from '../report/sinks/file-sinks.ts'

const postgresBases = ['embedded', 'container', 'system'] as const
const engines = ['both', 'read', 'run'] as const
const profiles = ['rds', 'classic'] as const
const phasesAfterProvisioning = phases.filter((phase) => phase !== 'not-provisioned')

/** What a command of this project was given. */
export interface Options extends ReportFiles {
  /** `rehearsal`, or an environment of the configuration. */
  readonly env: string
  readonly postgres?: (typeof postgresBases)[number]
  readonly profile?: (typeof profiles)[number]
  readonly config?: string
  readonly dryRun?: boolean
  readonly phase?: Phase
  /** ISO 8601, in UTC. */
  readonly logSince?: string
  /** The Heroku app whose database is read. */
  readonly app?: string
  /** The URL of a database; true where it is in the environment. */
  readonly databaseUrl?: string | true
  /** The file that is written. */
  readonly out?: string
  /** A role of the configuration; for `configure`, the name of one to be. */
  readonly role?: string
  /** How long the app is looked at after it was switched, in milliseconds. */
  readonly watch?: number
  readonly rollbackOnDenial?: boolean
  /** Whether the operator does each step, and this project only looks. */
  readonly byHand?: boolean
  /** The SSH key to sign with. */
  readonly key?: string
  readonly flag?: string
  readonly healthUrl?: string
  /** How migrations are looked at. */
  readonly engine?: (typeof engines)[number]
  /** A commit or a branch: what is older counts for nothing. */
  readonly since?: string
  readonly baseline?: string
  readonly sarif?: string
  readonly github?: boolean
  readonly strict?: boolean
  readonly fix?: boolean
  readonly write?: string
}

/** What `pnpm soak:record` was given. */
export interface RecordOptions extends Pick<Options, 'env' | 'json' | 'config'> {
  /** A file that a log drain wrote. */
  readonly from?: string
  /** In milliseconds. */
  readonly for?: number
}

/** What `pnpm journal` was given. */
export interface JournalOptions extends ReportFiles, Pick<Options, 'config'> {
  /** All of them where it is not said. */
  readonly env?: string
  readonly verify?: boolean
  /** The file that is written. */
  readonly out?: string
  readonly role?: string
  /** A head of the journal that is known from elsewhere. */
  readonly head?: string
}

const choice = (flags: string, option: string, description: string, accepted: readonly string[]): Option =>
  new Option(flags, `${description}: ${accepted.join(', ')}`).argParser((value) =>
    oneOf(option, value, accepted),
  )

/** Which environments there are is for the configuration to say, and that is named on the same line. */
export const envOption = (): Option =>
  new Option('--env <env>', 'where: rehearsal, or an environment of the configuration').default('rehearsal')

/** Which roles there are is for the configuration to say. */
export const roleOption = (): Option =>
  new Option('--role <name>', 'which role of the configuration, where it has several')

export const postgresOption = (): Option =>
  choice('--postgres <base>', '--postgres', "the rehearsal's Postgres", postgresBases)

export const profileOption = (): Option =>
  choice('--profile <profile>', '--profile', "which of Heroku's two kinds of Postgres is rehearsed", profiles)

export const phaseOption = (): Option =>
  choice('--phase <phase>', '--phase', 'the phase the app should be in', phasesAfterProvisioning)

export const soakFileOptions: readonly (() => Option)[] = [
  () => new Option('--json <file>', 'write it to this file too, as JSON'),
  () => new Option('--html <file>', 'write it to this file too, as one page of HTML that asks for nothing'),
]

/** Where the report goes, in which form. */
export const reportOptions: readonly (() => Option)[] = [
  () => new Option('--json <file>', 'write the report to this file too, besides reports/'),
  () => new Option('--junit <file>', 'write it to this file too, as JUnit XML'),
  () => new Option('--html <file>', 'write it to this file too, as one page of HTML that asks for nothing'),
  () => new Option('--summary <file>', "add it to this file too, as GitHub's summary of a job"),
]

/** What of the options says where the report goes. */
export const reportFilesOf = ({ json, junit, html, summary }: ReportFiles): ReportFiles => ({
  json,
  junit,
  html,
  summary,
})

export const configOption = (): Option =>
  new Option('--config <file>', 'the configuration, instead of RUNBOOK_CONFIG or runbook.config.ts')

export const logSinceOption = (): Option =>
  new Option('--log-since <time>', 'from when denials in the log count, in ISO 8601').argParser(moment)

const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/

/** @throws UsageError for a text that is no time, or one without its zone: which hour it means would be a guess. */
function moment(text: string): string {
  const at = isoTime.test(text) && isDay(text.slice(0, 10)) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(at)) {
    throw new UsageError(
      `--log-since '${text}' is no time in ISO 8601 with its zone, as 2026-05-10T09:00:00Z. See README.md, "Commands".`,
    )
  }
  if (at > Date.now())
    throw new UsageError(`--log-since '${text}' has not come yet. See README.md, "Commands".`)
  return new Date(at).toISOString()
}

/** Whether the calendar has that day: Date.parse takes 30 February for 2 March. */
function isDay(day: string): boolean {
  const at = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day)
}

export const dryRunOption = (): Option =>
  new Option('--dry-run', 'change nothing; say what would be done').default(false)

export const liveEnvOption = (): Option =>
  new Option(
    '--env <env>',
    'whose journal: an environment of the configuration; all of them where it is not said',
  )

export const liveSoakOption = (): Option =>
  new Option('--env <env>', 'whose soak: an environment of the configuration')

export const signedEnvOption = (): Option =>
  new Option('--env <env>', 'which: an environment of the configuration that asks for a sign-off')

export const watchOption = (): Option =>
  new Option('--watch <time>', 'look at the app for so long afterwards, as in 10m').argParser(
    duration('--watch', 'sign-off'),
  )

export const rollbackOnDenialOption = (): Option =>
  new Option(
    '--rollback-on-denial',
    'take it back at once where Postgres denies it something meanwhile',
  ).default(false)

export const byHandOption = (): Option =>
  new Option(
    '--by-hand',
    'change nothing: show what to type for each step, wait at the terminal, and look whether it was done',
  ).default(false)

export const keyOption = (): Option => new Option('--key <file>', 'the SSH key to sign with')

export const printedOptions: readonly (() => Option)[] = [
  () =>
    new Option(
      '--env <env>',
      'whose runbook: an environment of the configuration, the first where it is not said',
    ),
  () => new Option('--out <file>', 'write it to this file instead of the terminal'),
]

export const verifyOption = (): Option =>
  new Option('--verify', 'say whether it is whole and agrees with `heroku releases`').default(false)

export const drainFileOption = (): Option =>
  new Option('--from <file>', "read a log drain's file instead of following the log")

export const coveredOption = (): Option =>
  new Option('--json <file>', 'write what was covered to this file, at the end')

export const recordForOption = (): Option =>
  new Option('--for <time>', 'end by itself after so long, as in 5h or 30m').argParser(
    duration('--for', 'soak'),
  )

const units: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 }

/** In milliseconds. @throws UsageError for another form, and for what a timer cannot wait for. */
const duration =
  (option: string, page: string) =>
  (text: string): number => {
    const [, count, unit = ''] = /^(\d{1,5})([smh])$/.exec(text) ?? []
    const ms = Number(count) * (units[unit] ?? Number.NaN)
    if (ms > 0 && ms <= 24 * 24 * 3_600_000) return ms
    throw new UsageError(
      `${option} '${text.slice(0, 100)}' is no time: expected one as in 90s, 30m or 5h, of 24 days at most. See docs/${page}.md.`,
    )
  }

export const headOption = (): Option =>
  new Option('--head <lines:sha256>', 'a head of it that you know from elsewhere, as from the log of a job')

/** What `pnpm configure` is told: where the database is, and the names that no database knows. */
export const configureOptions: readonly (() => Option)[] = [
  () => new Option('--app <name>', 'the Heroku app whose database is read'),
  () =>
    new Option(
      '--database-url [url]',
      'its URL, which belongs into RUNBOOK_DATABASE_URL if it has a password',
    ),
  () => new Option('--out <file>', 'the file to write, which is not there yet').default('runbook.config.ts'),
  () => new Option('--role <name>', 'the restricted role'),
  () => new Option('--flag <name>', 'the config var by which the app chooses its database'),
  () => new Option('--health-url <url>', 'where the app answers'),
]

/** The options that `check:migrations` alone has. */
export const migrationOptions: readonly (() => Option)[] = [
  () => choice('--engine <engine>', '--engine', 'read the migrations, run them, or', engines).default('both'),
  () => new Option('--since <ref>', 'judge what differs from this commit or branch; the rest is only read'),
  () => new Option('--baseline <file>', 'leave out what an earlier JSON report has'),
  () => new Option('--sarif <file>', 'write SARIF 2.1.0 to this file'),
  () => new Option('--github', 'print annotations for GitHub Actions'),
  () => new Option('--strict', 'a GRANT that fails where the role is not there is an error, not a warning'),
  () => new Option('--fix', 'write what is missing into the migrations that --since does not have'),
  () => new Option('--write <file>', 'write what is missing at the end into a new migration'),
]

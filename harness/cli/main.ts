import { Command, CommanderError, Option } from 'commander'
import { mask } from '../evidence/mask.ts'
import { exitStatus } from '../report/report.ts'
import { environments, type Phase, phases, readConfig, resolveTarget } from '../target/target.ts'
import { oneOf, UsageError } from '../target/usage-error.ts'
import { allowMutation } from './gates.ts'
import { type Leg, rehearsalLegs } from './legs.ts'
import { startRehearsal } from './rehearsal.ts'
import { runCommand } from './run-command.ts'
import { testEverything } from './test-everything.ts'
import { walkLegs } from './walk-legs.ts'

const places = ['rehearsal', ...environments] as const
const bases = ['embedded', 'container', 'system'] as const

interface SuiteCommand {
  readonly name: string
  readonly title: string
  readonly suites: readonly string[]
  readonly mutates: boolean
  /** Whether its rehearsal begins with the runbook carried out already. */
  readonly afterProvisioning: boolean
}

const suiteCommands: readonly SuiteCommand[] = [
  {
    name: 'preconditions',
    title: 'check what must be true before the first step',
    suites: ['preconditions'],
    mutates: false,
    afterProvisioning: false,
  },
  {
    name: 'provision',
    title: 'check the preconditions, then carry out Steps 1 to 6',
    suites: ['preconditions', 'provision'],
    mutates: true,
    afterProvisioning: false,
  },
  {
    name: 'verify',
    title: 'verify the app on its restricted role; changes nothing',
    suites: ['verify'],
    mutates: false,
    afterProvisioning: true,
  },
]

const envOption = (): Option =>
  new Option('--env <env>', `where: ${places.join(', ')}`)
    .default('rehearsal')
    .argParser((value) => oneOf('--env', value, places))
const postgresOption = (): Option =>
  new Option('--postgres <base>', `the rehearsal's Postgres: ${bases.join(', ')}`).argParser((value) =>
    oneOf('--postgres', value, bases),
  )
const jsonOption = (): Option =>
  new Option('--json <file>', 'write the report to this file instead of reports/')
const dryRunOption = (): Option =>
  new Option('--dry-run', 'change nothing; say what would be done').default(false)

interface Options {
  readonly env: (typeof places)[number]
  readonly postgres?: (typeof bases)[number]
  readonly json?: string
  readonly dryRun?: boolean
  readonly phase?: Phase
}

async function runSuiteCommand(command: SuiteCommand, options: Options): Promise<number> {
  const { env, dryRun = false } = options
  const live = env !== 'rehearsal'
  if (live && options.postgres) {
    throw new UsageError(
      `--postgres '${options.postgres}' is for --env rehearsal: ${env} has its own. See README.md, "Commands".`,
    )
  }
  const environment = live ? env : 'staging'
  const { app } = readConfig().apps[environment]
  const leg: Leg = {
    title: command.title,
    environment,
    suites: command.suites,
    expectedPhase: options.phase ?? 'soaking',
  }
  if (live) resolveTarget(environment, process.env)
  return runCommand({
    suite: command.name,
    env,
    app,
    jsonFile: options.json,
    async work(progress, signal) {
      const walk = (): ReturnType<typeof walkLegs> => walkLegs([leg], { dryRun, progress, signal })
      if (live) {
        if (command.mutates && !dryRun) allowMutation(resolveTarget(environment, process.env), process.env)
        return walk()
      }
      return onRehearsal({ ...options, provisioned: command.afterProvisioning, signal }, walk)
    },
  })
}

async function onRehearsal<T>(
  { postgres = 'embedded', provisioned, signal }: Options & { provisioned: boolean; signal: AbortSignal },
  work: () => Promise<T>,
): Promise<T> {
  const rehearsal = await startRehearsal({ postgres, provisioned, signal })
  const own = process.env
  process.env = rehearsal.env
  try {
    return await work()
  } finally {
    process.env = own
    await rehearsal.stop()
  }
}

function build(finished: (status: number) => void): Command {
  const program = new Command('pnpm')
    .description(
      'An executable runbook: an API on Heroku moves from its Postgres owner to a restricted role.',
    )
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text) })
  for (const command of suiteCommands) {
    const sub = program
      .command(command.name)
      .description(command.title)
      .addOption(envOption())
      .addOption(postgresOption())
      .addOption(jsonOption())
    if (command.mutates) sub.addOption(dryRunOption())
    if (command.name === 'verify') {
      sub.addOption(
        new Option(
          '--phase <phase>',
          `the phase the app should be in: ${phases.slice(1).join(', ')}`,
        ).argParser((value) => oneOf('--phase', value, phases.slice(1))),
      )
    }
    sub.action(async (options: Options) => finished(await runSuiteCommand(command, options)))
  }
  program
    .command('rehearse')
    .description('walk the whole runbook, staging then prod, on the rehearsal platform')
    .addOption(postgresOption())
    .addOption(jsonOption())
    .action(async (options: Options) => {
      const { apps } = readConfig()
      const status = await runCommand({
        suite: 'rehearse',
        env: 'rehearsal',
        app: `${apps.staging.app}, ${apps.prod.app}`,
        jsonFile: options.json,
        work: (progress, signal) =>
          onRehearsal({ ...options, provisioned: false, signal }, () =>
            walkLegs(rehearsalLegs, { dryRun: false, progress, signal }),
          ),
      })
      finished(status)
    })
  program
    .command('test')
    .description("the harness's own tests, then every spec in rehearsal")
    .addOption(postgresOption())
    .action(async (options: Options) => finished(await testEverything(options.postgres ?? 'embedded')))
  return program
}

async function main(): Promise<number> {
  let status: number = exitStatus.usage
  try {
    await build((ended) => {
      status = ended
    }).parseAsync()
    return status
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitStatus.usage
    if (error instanceof UsageError) {
      process.stderr.write(`${mask(error.message)}\n`)
      return exitStatus.usage
    }
    process.stderr.write(`${mask(error instanceof Error ? (error.stack ?? error.message) : String(error))}\n`)
    return exitStatus.failed
  }
}

process.exit(await main())

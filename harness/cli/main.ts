import { Command, CommanderError } from 'commander'
import { UsageError } from '../config/usage-error.ts'
import { mask } from '../evidence/mask.ts'
import { exitStatus } from '../report/report.ts'
import { suiteCommands } from '../runner/suites.ts'
import { dryRunOption, envOption, jsonOption, type Options, phaseOption, postgresOption } from './options.ts'

/** `pnpm test:verify staging` would otherwise run somewhere else than was meant. */
function refuseLooseWords(command: Command): void {
  const [loose] = command.args.slice(
    command.registeredArguments.some(({ variadic }) => variadic)
      ? command.args.length
      : command.registeredArguments.length,
  )
  if (loose === undefined) return
  throw new UsageError(
    `'${loose}' stands alone: ${command.name()} takes options only, as in --env staging. See README.md, "Commands".`,
  )
}

/**
 * The commands behind `pnpm …`; each tells its exit status to `finished`. Each is loaded when it is asked for: Vitest alone
 * is a second and 200 MB, which neither a plan nor a refusal needs.
 */
function commands(finished: (status: number) => void): Command {
  const program = new Command('runbook')
    .description(
      'An executable runbook: an API on Heroku moves from its Postgres owner to a restricted role.',
    )
    .exitOverride()
    .allowExcessArguments(true)
    .configureOutput({
      outputError: (text, write) =>
        write(`${text.trim().replaceAll('\n', ' ')} See README.md, "Commands".\n`),
    })
    .hook('preAction', (_program, command) => refuseLooseWords(command))
  program
    .command('rehearse')
    .description('walk the whole runbook, staging then prod, on the rehearsal platform')
    .addOption(postgresOption())
    .addOption(jsonOption())
    .action(async (options: Options) => {
      const { runRehearseCommand } = await import('./commands/rehearse.ts')
      finished((await runRehearseCommand(options)).exitStatus)
    })
  program
    .command('test')
    .description("every suite in rehearsal, then the harness's own tests")
    .addOption(postgresOption())
    .addOption(jsonOption())
    .action(async (options: Options) => {
      const { runTestCommand } = await import('./commands/test.ts')
      finished((await runTestCommand(options)).exitStatus)
    })
  for (const suite of suiteCommands) {
    const command = program.command(suite.name).description(suite.title)
    command.addOption(envOption()).addOption(postgresOption()).addOption(jsonOption())
    if (suite.mutates) command.addOption(dryRunOption())
    if (suite.name === 'verify') command.addOption(phaseOption())
    command.action(async (options: Options) => {
      const { runSuiteCommand } = await import('./commands/suite.ts')
      finished((await runSuiteCommand(suite, options)).exitStatus)
    })
  }
  program
    .command('failure-modes')
    .description('reproduce every failure mode, or those named: symptom, cause, fix, verification')
    .argument('[names...]', 'spec files without their folder and ending, e.g. a-rds-password')
    .addOption(envOption())
    .addOption(postgresOption())
    .addOption(jsonOption())
    .action(async (names: string[], options: Options) => {
      const { runFailureModesCommand } = await import('./commands/failure-modes.ts')
      finished((await runFailureModesCommand(names, options)).exitStatus)
    })
  program
    .command('diagnose')
    .description('which failure modes are present, the evidence, the fix, whom to tell; changes nothing')
    .addOption(envOption())
    .addOption(postgresOption())
    .addOption(jsonOption())
    .addOption(phaseOption())
    .action(async (options: Options) => {
      const { runDiagnoseCommand } = await import('./commands/diagnose.ts')
      finished((await runDiagnoseCommand(options)).exitStatus)
    })
  program
    .command('readme')
    .description("rewrite the README's findings from a report of the failure modes")
    .argument('<report>', 'a JSON report of pnpm test:failure-modes')
    .action(async (file: string) => {
      const { runReadmeCommand } = await import('./commands/readme.ts')
      finished(await runReadmeCommand(file))
    })
  program
    .command('plan')
    .description('the GRANT and REVOKE statements that would bring the role to its policy; changes nothing')
    .addOption(envOption())
    .addOption(postgresOption())
    .addOption(jsonOption())
    .addOption(phaseOption())
    .action(async (options: Options) => {
      const { runPlanCommand } = await import('./commands/privileges.ts')
      finished((await runPlanCommand(options)).exitStatus)
    })
  program
    .command('reapply')
    .description('bring the role to its policy, from whatever state it is in')
    .addOption(envOption())
    .addOption(postgresOption())
    .addOption(jsonOption())
    .addOption(phaseOption())
    .addOption(dryRunOption())
    .action(async (options: Options) => {
      const { runReapplyCommand } = await import('./commands/privileges.ts')
      finished((await runReapplyCommand(options)).exitStatus)
    })
  program
    .command('rollback')
    .description('take the app off the restricted role, at once; asks for no permission')
    .addOption(envOption())
    .addOption(postgresOption())
    .addOption(jsonOption())
    .addOption(dryRunOption())
    .action(async (options: Options) => {
      const { runRollbackCommand } = await import('./commands/rollback.ts')
      finished((await runRollbackCommand(options)).exitStatus)
    })
  return program
}

async function main(): Promise<number> {
  try {
    let status: number = exitStatus.usage
    await commands((ended) => {
      status = ended
    }).parseAsync()
    return status
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitStatus.usage
    const usage = error instanceof UsageError
    const text =
      error instanceof Error ? (usage ? error.message : (error.stack ?? error.message)) : String(error)
    process.stderr.write(`${mask(text)}\n`)
    return usage ? exitStatus.usage : exitStatus.failed
  }
}

process.exit(await main())

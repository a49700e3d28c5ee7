import { Command, CommanderError } from 'commander'
import { configurationFile } from '../config/load.ts'
import { UsageError } from '../config/usage-error.ts'
import { exitStatus } from '../report/report.ts'
import { scrub } from '../secrets/scrub.ts'
import { commandTable } from './command-table.ts'
import type { Options } from './options.ts'

/**
 * Carries out a command line and returns its exit status; what is wrong with the line itself is said in one line, and
 * nothing is done.
 */
export async function runProgram(argv: readonly string[]): Promise<number> {
  try {
    refuseSecondWords(argv)
    let status: number = exitStatus.usage
    await program((ended) => {
      status = ended
    }).parseAsync(argv, { from: 'user' })
    return status
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitStatus.usage
    const usage = error instanceof UsageError
    const text =
      error instanceof Error ? (usage ? error.message : (error.stack ?? error.message)) : String(error)
    process.stderr.write(`${scrub(text)}\n`)
    return usage ? exitStatus.usage : exitStatus.failed
  }
}

/** The commands behind `pnpm …`; the one that is carried out tells its exit status to `finished`. */
function program(finished: (status: number) => void): Command {
  const all = new Command('runbook')
    .description(
      'An executable runbook: an API on Heroku moves from its Postgres owner to a restricted role.',
    )
    .exitOverride()
    .allowExcessArguments(true)
    .configureOutput({
      outputError: (text, write) =>
        write(`${scrub(text).trim().replaceAll('\n', ' ')} See README.md, "Commands".\n`),
    })
    .hook('preAction', (_program, command) => refuseLooseWords(command))
  for (const { name, description, argument, options, run } of commandTable) {
    const command = all.command(name).description(description)
    if (argument) command.argument(...argument)
    for (const option of options) command.addOption(option())
    command.action(async () => {
      const given = command.opts<Options>()
      // The platform and the workers that this process starts read it there too.
      if (given.config !== undefined) process.env['RUNBOOK_CONFIG'] = given.config
      if (process.env['RUNBOOK_CONFIG']) process.env['RUNBOOK_CONFIG'] = configurationFile(process.env)
      finished(await run(given, command.args))
    })
  }
  return all
}

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

/** Of `--env staging --env prod` the last would count, wherever somebody meant to be. */
function refuseSecondWords(argv: readonly string[]): void {
  const options = argv.filter((word) => word.startsWith('--')).map((word) => word.replace(/=.*$/s, ''))
  const second = options.find((option, at) => options.indexOf(option) < at)
  if (second === undefined) return
  throw new UsageError(`'${second}' is there twice: which of the two is meant? See README.md, "Commands".`)
}

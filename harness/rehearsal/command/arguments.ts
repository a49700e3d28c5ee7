import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { Command, InvalidArgumentError, Option } from 'commander'
import { isPlan, planHelp } from '../account/plan.ts'
import { newest, schemaGrants, schemaOwners } from '../postgres/database/variants.ts'
import { herokuExtGrants, profileNames } from '../postgres/profiles/profile.ts'
import type { RunOptions } from './run-options.ts'

/** What `pnpm platform` was asked for. */
export interface Arguments extends RunOptions {
  readonly readyFile: string | undefined
  readonly stopWithParent: boolean
}

/** Reads the command line. A bad one prints a line that names the value and what is accepted, and exits 2. */
export function parseArguments(argv: readonly string[]): Arguments {
  const command = new Command('pnpm platform')
    .description(
      'The rehearsal platform: a simulated Heroku with an app for each environment, each with a Postgres of its own, for the real `heroku` and `psql`.',
    )
    .option(
      '--ready-file <file>',
      'write where everything is to this file once it answers, and remove it at the end',
      fileInFolder,
    )
    .option('--environment <name...>', 'the environments whose apps there are; all where none is named')
    .option('--plan <plan>', `the plan of every database: ${planHelp}`, plan, 'standard-0')
    .addOption(
      new Option('--new-credential-grants <grants>', 'what a new credential may do')
        .choices(['none', 'select'])
        .default('none'),
    )
    .option(
      '--credential-provisioning-ms <ms>',
      'how long a new credential is provisioning',
      wholeNumber,
      1_000,
    )
    .addOption(
      new Option('--profile <profile>', "which of Heroku's two kinds of Postgres")
        .choices(profileNames)
        .default('rds'),
    )
    .addOption(
      new Option('--public-schema-owner <role>', 'whose schema public is')
        .choices(schemaOwners)
        .default(newest.publicSchemaOwner),
    )
    .addOption(
      new Option('--public-schema-grants <grants>', 'what PUBLIC has on schema public')
        .choices(schemaGrants)
        .default(newest.publicSchemaGrants),
    )
    .option('--extension-schema <schema>', 'install citext, hstore and pg_trgm in this schema')
    .option(
      '--statistics-schema <schema>',
      'install pg_stat_statements in this schema',
      newest.statisticsSchema,
    )
    .addOption(
      new Option('--heroku-ext-grants <grants>', 'what the owner has on schema heroku_ext, which classic has')
        .choices(herokuExtGrants)
        .default(newest.herokuExtGrants),
    )
    .option('--provisioned', 'start with the runbook carried out on every app', false)
    .addOption(
      new Option('--postgres <base>', 'where Postgres comes from')
        .choices(['embedded', 'container', 'system'])
        .default('embedded'),
    )
    .option('--postgres-major <n>', 'the major version of Postgres, where the base has several', wholeNumber)
    .option('--log-statements', "write every statement to Postgres's own log", false)
    .option('--stop-with-parent', 'stop when standard input closes', false)
    .allowExcessArguments(false)
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  command.parse(argv, { from: 'user' })
  return command.opts<Arguments>()
}

function plan(value: string): string {
  if (isPlan(value)) return value
  throw new InvalidArgumentError(`Expected ${planHelp}.`)
}

function fileInFolder(value: string): string {
  if (existsSync(dirname(value))) return value
  throw new InvalidArgumentError('Expected a file in a folder that exists.')
}

function wholeNumber(value: string): number {
  if (/^\d+$/.test(value)) return Number(value)
  throw new InvalidArgumentError('Expected a whole number.')
}

import type { Option } from 'commander'
import { suiteCommands, suiteNamed } from '../runner/suites.ts'
import {
  byHandOption,
  configOption,
  configureOptions,
  coveredOption,
  drainFileOption,
  dryRunOption,
  envOption,
  headOption,
  keyOption,
  liveEnvOption,
  liveSoakOption,
  logSinceOption,
  migrationOptions,
  type Options,
  phaseOption,
  postgresOption,
  printedOptions,
  profileOption,
  recordForOption,
  reportOptions,
  roleOption,
  rollbackOnDenialOption,
  signedEnvOption,
  soakFileOptions,
  verifyOption,
  watchOption,
} from './options.ts'

/** A command of the project: its words, and what it does. */
export interface CommandEntry {
  readonly name: string
  readonly description: string
  /** A word after it, as commander writes it, with what it is. */
  readonly argument?: readonly [string, string]
  readonly options: readonly (() => Option)[]
  /**
   * Carries it out and returns its exit status. What it needs is loaded when it is asked for: Vitest alone is a second and
   * 200 MB, which neither a plan nor a refusal needs.
   */
  readonly run: (options: Options, words: readonly string[]) => Promise<number>
}

const inRehearsal = [postgresOption, profileOption, ...reportOptions, configOption]
const anywhere = [envOption, roleOption, ...inRehearsal]

export const commandTable: readonly CommandEntry[] = [
  {
    name: 'rehearse',
    description: 'walk the whole runbook, staging then prod, on the rehearsal platform',
    options: inRehearsal,
    run: async (options) =>
      (await (await import('./commands/preparing/rehearse.ts')).runRehearseCommand(options)).exitStatus,
  },
  {
    name: 'test',
    description: "every suite in rehearsal, then the harness's own tests",
    options: inRehearsal,
    run: async (options) =>
      (await (await import('./commands/developing/test.ts')).runTestCommand(options)).exitStatus,
  },
  ...suiteCommands.map((suite) => ({
    name: suite.name,
    description: suite.title,
    options: [
      ...anywhere,
      ...(suite.suites.some((name) => suiteNamed(name).acts) ? [dryRunOption] : []),
      ...(suite.name === 'verify' ? [phaseOption, logSinceOption] : []),
      ...(suite.name === 'provision' ? [watchOption, rollbackOnDenialOption, byHandOption] : []),
    ],
    run: async (options: Options) =>
      (await (await import('./commands/operating/suite.ts')).runSuiteCommand(suite, options)).exitStatus,
  })),
  {
    name: 'failure-modes',
    description: 'reproduce every failure mode, or those named: symptom, cause, fix, verification',
    argument: ['[names...]', 'spec files without their folder and ending, e.g. a-rds-password'],
    options: anywhere,
    run: async (options, names) =>
      (await (await import('./commands/developing/failure-modes.ts')).runFailureModesCommand(names, options))
        .exitStatus,
  },
  {
    name: 'diagnose',
    description: 'which failure modes are present, the evidence, the fix, whom to tell; changes nothing',
    options: [...anywhere, phaseOption, logSinceOption],
    run: async (options) =>
      (await (await import('./commands/operating/diagnose.ts')).runDiagnoseCommand(options)).exitStatus,
  },
  {
    name: 'plan',
    description: 'the GRANT and REVOKE statements that would bring the role to its policy; changes nothing',
    options: [...anywhere, phaseOption],
    run: async (options) =>
      (await (await import('./commands/operating/privileges.ts')).runPlanCommand(options)).exitStatus,
  },
  {
    name: 'reapply',
    description: 'bring the role to its policy, from whatever state it is in',
    options: [...anywhere, phaseOption, dryRunOption],
    run: async (options) =>
      (await (await import('./commands/operating/privileges.ts')).runReapplyCommand(options)).exitStatus,
  },
  {
    name: 'rollback',
    description: 'take the app off the restricted role, at once; asks for no permission',
    options: [...anywhere, dryRunOption],
    run: async (options) =>
      (await (await import('./commands/operating/rollback.ts')).runRollbackCommand(options)).exitStatus,
  },
  {
    name: 'soak-record',
    description: "record the app's log until Ctrl+C, for the soak; changes nothing",
    options: [envOption, recordForOption, drainFileOption, coveredOption, configOption],
    run: async (options) =>
      (await import('./commands/operating/soak-record.ts')).runSoakRecordCommand(options),
  },
  {
    name: 'journal',
    description:
      'tell what was done to the live apps, or with --verify whether that is whole; changes nothing',
    options: [liveEnvOption, verifyOption, headOption, ...reportOptions, configOption],
    run: async (options) => (await import('./commands/operating/journal.ts')).runJournalCommand(options),
  },
  {
    name: 'soak',
    description: 'how far the soak of a live app has come, what it saw, what is due; changes nothing',
    options: [liveSoakOption, roleOption, ...soakFileOptions, configOption],
    run: async (options) => (await import('./commands/operating/soak.ts')).runSoakCommand(options),
  },
  {
    name: 'signoff',
    description: "the operator's sign-off: shows what would be done, asks on a terminal, keeps yes and no",
    options: [signedEnvOption, roleOption, keyOption, ...reportOptions, configOption],
    run: async (options) =>
      (await (await import('./commands/operating/signoff.ts')).runSignOffCommand(options)).exitStatus,
  },
  {
    name: 'configure',
    description: 'write a first runbook.config.ts from what a database says; the database is only read',
    options: [envOption, ...configureOptions, ...reportOptions, configOption],
    run: async (options) =>
      (await (await import('./commands/preparing/configure.ts')).runConfigureCommand(options)).exitStatus,
  },
  {
    name: 'check-migrations',
    description: 'whether the migrations of a folder leave the role what the policy says, one by one',
    argument: [
      '[folders...]',
      'folders of migrations or single files, in the order they are applied; - for the standard input',
    ],
    options: [...inRehearsal, roleOption, ...migrationOptions],
    run: async (options, paths) =>
      (await import('./commands/preparing/check-migrations.ts')).runCheckMigrationsCommand(paths, options),
  },
  {
    name: 'runbook',
    description: 'list the commands, by when one needs them',
    options: [],
    run: async () => (await import('./commands/developing/runbook.ts')).printCommands(process.stdout),
  },
  {
    name: 'runbook-print',
    description: 'the runbook of an environment, to be followed by hand; nothing is reached',
    options: [...printedOptions, roleOption, configOption],
    run: async (options) => (await import('./commands/preparing/runbook-print.ts')).runPrintCommand(options),
  },
  {
    name: 'readme',
    description:
      "rewrite the README's findings from a report of the failure modes, its picture from one of verify",
    argument: ['<report>', 'a JSON report of the failure modes, or of a verification'],
    options: [],
    run: async (_options, [file = '']) =>
      (await import('./commands/developing/readme.ts')).runReadmeCommand(file),
  },
]

import pc from 'picocolors'

/** A moment in the operation, and the commands for it: what one types after `pnpm`, and what it does. */
interface Occasion {
  readonly when: string
  readonly commands: Readonly<Record<string, string>>
}

/** Every command of the README, by when one needs it. */
export const occasions: readonly Occasion[] = [
  {
    when: 'Before the operation',
    commands: {
      configure: 'write a first runbook.config.ts from what a database says',
      rehearse: 'walk the whole runbook on a rehearsal platform of this machine',
      platform: 'keep a rehearsal platform up, to practise by hand with the real heroku and psql',
      'runbook:print': 'print the runbook of an environment, to be followed by hand',
      'test:preconditions': 'check what must be true before the first step',
    },
  },
  {
    when: 'Moving the app to its role',
    commands: {
      'test:provision': 'check the preconditions, then carry out Steps 1 to 6',
      'test:verify': 'verify that the app is, and is only, on its restricted role: a checkpoint of its soak',
      soak: 'say how far the soak has come, what it saw, what is due; changes nothing',
      'soak:record': "record the app's log until Ctrl+C, for the checkpoints; changes nothing",
      signoff: 'the sign-off for the app that waits for it, asked for on a terminal',
    },
  },
  {
    when: 'When something is wrong',
    commands: {
      rollback: 'take the app off the restricted role, at once; asks for no permission',
      diagnose: 'say which failure modes are present, the evidence, the fix, whom to tell; changes nothing',
      plan: 'print the statements that would bring the role to its policy; changes nothing',
      reapply: 'carry that plan out, in one transaction',
      'test:recovery': 'roll back, then re-enable',
    },
  },
  {
    when: 'Afterwards',
    commands: {
      journal: 'tell what was done, for a change ticket; with --verify, whether that is all of it',
    },
  },
  {
    when: 'Before a migration is merged',
    commands: {
      'check:migrations': 'hold the migrations of a folder to the policy; asks no database of yours',
    },
  },
  {
    when: 'Working on the runbook',
    commands: {
      check: 'format, lint, types, dead code, imports, workflows',
      test: "run every suite in rehearsal, then the harness's own tests",
      'test:changed': 'run what the uncommitted changes touch of them',
      'test:failure-modes': 'reproduce every failure mode, or those named',
      bench: 'measure the privilege audit',
      compatibility: 'run the suites on each Postgres and Node',
      runbook: 'print this list',
    },
  },
]

/** Prints every command by when one needs it, and returns exit status 0. */
export function printCommands(out: NodeJS.WritableStream): number {
  const width = Math.max(
    ...occasions.flatMap(({ commands }) => Object.keys(commands)).map(({ length }) => length),
  )
  for (const { when, commands } of occasions) {
    out.write(`\n${pc.bold(when)}\n`)
    for (const [name, does] of Object.entries(commands)) out.write(`  pnpm ${name.padEnd(width)}  ${does}\n`)
  }
  out.write(
    '\nEach takes --help; --env with an environment of the configuration, in place of a rehearsal. See README.md, "Commands".\n',
  )
  return 0
}

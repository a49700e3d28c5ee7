import { execa } from 'execa'
import { UsageError } from '../config/usage-error.ts'
import { mask } from '../secrets/mask.ts'
import type { Migration } from './migration.ts'
import { migrationsOf } from './read-tree.ts'

/** What a command may take: it writes SQL, and asks no database. */
const timeoutMs = 60_000
const readOn = 'See docs/migrations.md.'

/**
 * Returns the migrations that a command writes to its standard output, run in a folder without a shell.
 * @throws UsageError where it cannot be started, fails, takes more than a minute, or writes nothing.
 */
export async function readCommand(
  [program, ...words]: readonly [string, ...string[]],
  folder: string,
): Promise<Migration[]> {
  const shown = [program, ...words].join(' ')
  const ended = await execa(program, words, {
    cwd: folder,
    encoding: 'buffer',
    stdin: 'ignore',
    reject: false,
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  })
  if (ended.failed) {
    const said = Buffer.from(ended.stderr).toString('utf8').trim().split('\n').at(-1) ?? ''
    const how = ended.timedOut
      ? `took more than ${timeoutMs / 1000} s`
      : (ended.shortMessage?.split('\n')[0] ?? '')
    throw new UsageError(
      `the migrations of \`${shown}\`: ${mask(how)}${said && `: ${mask(said)}`}. ${readOn}`,
    )
  }
  const bytes = Buffer.from(ended.stdout)
  if (bytes.toString('utf8').trim() === '')
    throw new UsageError(`the migrations of \`${shown}\`: it writes no SQL. ${readOn}`)
  return migrationsOf(shown, bytes)
}

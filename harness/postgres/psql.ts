import { execa } from 'execa'
import { NotRun } from '../evidence/not-run.ts'

/** What `psql --version` prints. @throws NotRun, with how to install it, where it is not on PATH. */
export async function psqlVersion(): Promise<string> {
  const { stdout, code, failed, shortMessage } = await execa('psql', ['--version'], {
    reject: false,
    stdin: 'ignore',
  })
  if (code === 'ENOENT') {
    throw new NotRun('psql is not on PATH; to have it: `brew install libpq`, `apt install postgresql-client`')
  }
  if (failed) throw new Error(`psql is on PATH and does not work: ${shortMessage}`)
  return stdout
}

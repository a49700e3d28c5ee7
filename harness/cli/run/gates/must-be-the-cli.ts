import { UsageError } from '../../../config/usage-error.ts'
import { CouldNotLook } from '../../../evidence/could-not-look.ts'
import type { HerokuApp } from '../../../heroku/app.ts'
import { HerokuCliError } from '../../../heroku/cli-error.ts'
import { resolveTarget } from '../../../world/target.ts'
import type { Situation } from '../situation.ts'

const saidLength = 60

/**
 * Throws where what runs as the Heroku CLI is another program. It is asked for its version only where its answer to a
 * question that every command asks is none of the CLI's.
 * @throws UsageError that names the program.
 */
export async function mustBeTheCli(app: HerokuApp, { subject, env }: Situation): Promise<void> {
  const error = await app.configVars().then(() => undefined, wholeError)
  if (!isOdd(error)) return
  const { herokuBin: bin } = resolveTarget(subject, env)
  const said = await app.cliVersion().catch((failed: unknown) => wholeError(failed).message)
  if (/^heroku\/\d/.test(said)) return
  const whose =
    env['RUNBOOK_HEROKU'] === undefined ? `The \`${bin}\` on PATH` : `RUNBOOK_HEROKU is '${bin}', which`
  const [first = ''] = said.split('\n')
  throw new UsageError(
    `${whose} is not the Heroku CLI: asked for its version it says '${first.slice(0, saidLength)}'. Give the path of the Heroku CLI, or unset it to have the one on PATH. See README.md, "Commands".`,
  )
}

const wholeError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))

/** Whether it is an answer, and one that could as well be another program's. */
function isOdd(error: Error | undefined): boolean {
  return error instanceof CouldNotLook || (error instanceof HerokuCliError && error.failure === 'refused')
}

import { runbook } from '../../../runbook.config.ts'
import type { FailureMode } from '../failure-mode.ts'
import { diagnosisFinding } from '../finding-codes.ts'
import { logLines } from '../log.ts'
import { provisionCommand, roleExists } from '../provisioning.ts'

const { role, configVars } = runbook

/** The app is set up for a role that Postgres does not have: it was dropped, or never made. */
export const roleMissing: FailureMode = {
  id: 'role-missing',
  title: `${role} is there, if the app is set up for it`,
  tell: 'operator',
  explainedBy: ['credential-still-provisioning'],
  async look(scene) {
    const { app, owner, subject } = scene
    const credential = await app.credential(role)
    const vars = await app.configVars()
    const wanted =
      credential.state !== 'unavailable' ||
      vars.url(configVars.restricted) !== undefined ||
      vars.get(configVars.flag) === '1'
    if (!wanted || (await roleExists(owner))) return []
    const line = (await logLines(app).catch(() => [])).findLast(({ text }) => namesTheRole.test(text))
    const known = credential.state === 'active'
    return [
      diagnosisFinding({
        code: 'role-missing',
        object: role,
        expected: 'a row in pg_roles',
        found: `none; Heroku's credential is ${known ? 'active' : `not there (${credential.said.split('\n')[0]})`}${line ? `; the log: ${line.text}` : ''}`,
        help: known
          ? "Take the app off the role, then escalate to the operator: the role went behind Heroku's back, so pg:credentials:create would answer that it already exists."
          : 'Roll back if the app is down, then provision again: Steps 2 to 5.',
        fix: known ? `pnpm rollback --env ${subject.environment}` : provisionCommand(scene),
      }),
    ]
  },
}

/** A login is refused in words that do not tell a missing role from a wrong password (SQLSTATE 28P01); a GRANT's do (42704). */
const namesTheRole = new RegExp(
  `role "${role}" does not exist|password authentication failed for user "${role}"`,
  'i',
)

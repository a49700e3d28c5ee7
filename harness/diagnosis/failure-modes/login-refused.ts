import pg from 'pg'
import { runbook } from '../../../runbook.config.ts'
import { isCredentialUser } from '../credential-user.ts'
import type { FailureMode } from '../failure-mode.ts'
import { diagnosisFinding } from '../finding-codes.ts'

const { role, configVars } = runbook

/** The role is there and the var is the credential's, and Postgres does not let it in: changed behind Heroku's back. */
export const loginRefused: FailureMode = {
  id: 'login-refused',
  title: `Postgres lets ${configVars.restricted} log in`,
  tell: 'operator',
  explainedBy: ['role-missing', 'stale-url', 'rotation-under-way', 'privilege-drift', 'database-down'],
  async look({ app, restricted }) {
    const url = (await app.configVars()).url(configVars.restricted)
    if (!url || !isCredentialUser(url.user)) return []
    try {
      await restricted.rows('SELECT 1')
      return []
    } catch (error) {
      if (!(error instanceof pg.DatabaseError)) throw error
      return [
        diagnosisFinding({
          code: 'login-refused',
          object: configVars.restricted,
          expected: `a session of ${role}`,
          found: `${error.code ?? 'no code'}: ${error.message}`,
          help: "The password was changed behind Heroku's back: have Heroku set a new one, then set the var from it (Step 3).",
          fix: `heroku pg:credentials:rotate DATABASE --name ${role} --confirm ${app.name} -a ${app.name}`,
        }),
      ]
    }
  },
}

import { dynosAreCurrent } from '../../verdicts/app/dynos.ts'
import { urlIsTheCredentials } from '../../verdicts/config-vars/stale-url.ts'
import type { World } from '../../world/world.ts'
import { all, met } from '../conditions.ts'

/** The app is told the URL that the role's credential has now, and every dyno has read it. */
export const appHasTheCredentialsUrl = all(met(urlIsTheCredentials), met(dynosAreCurrent))

/** Tells it. The URL holds the password: it is compared in memory, printed masked, and not in any command line. */
export async function setTheCredentialsUrl({ heroku, app, subject }: World): Promise<void> {
  const { role, configVars } = subject
  await heroku`config:set ${configVars.restricted}=${await app.credentialUrl(role)}`
}

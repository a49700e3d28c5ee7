import { runbook } from '../../runbook.config.ts'
import type { Finding } from '../evidence/finding.ts'
import type { Given } from '../runbook/item.ts'
import { readPhase } from '../world/phase.ts'
import type { World } from '../world/world.ts'
import { isCredentialUser } from './credential-user.ts'
import { diagnosisFinding } from './finding-codes.ts'

const { role, configVars } = runbook

/** Returns a finding unless the restricted URL is set, is `postgres://` and names the credential's user. */
export async function restrictedUrlFindings({
  app,
  subject,
}: Pick<World, 'app' | 'subject'>): Promise<Finding[]> {
  const url = (await app.configVars()).url(configVars.restricted)
  if (url?.protocol === 'postgres:' && isCredentialUser(url.user)) return []
  return [
    diagnosisFinding({
      code: url ? 'restricted-url-wrong' : 'restricted-url-missing',
      object: configVars.restricted,
      expected: `postgres://${role}:…`,
      found: url ? url.toString() : 'not set',
      help: 'Set it again from the credential: Step 3, which `pnpm test:provision` carries out and nothing else that is in order.',
      fix: `RUNBOOK_ALLOW_PROVISION=${subject.app} pnpm test:provision --env ${subject.environment}`,
      failureMode: 'D',
    }),
  ]
}

/** Returns a finding unless the flag is what the expected phase asks for; notes the phase the app is in. */
export async function flagFindings(given: Given): Promise<Finding[]> {
  const { app, expectedPhase, subject, note } = given
  const phase = await readPhase(given, new Date())
  note(`phase: ${phase}`)
  const expected = expectedPhase === 'provisioned' ? '0' : '1'
  const found = (await app.configVars()).get(configVars.flag)
  if (found === expected || (expected === '0' && found === undefined)) return []
  return [
    diagnosisFinding({
      code: 'flag-out-of-phase',
      object: configVars.flag,
      expected: `${expected} (phase ${expectedPhase})`,
      found: found === undefined ? 'not set' : found.length > 8 ? 'something else' : `'${found}'`,
      help: 'If the app is meant to be in another phase, say so with --phase; otherwise the operator sets the flag.',
      fix: `heroku config:set ${configVars.flag}=${expected} -a ${subject.app}`,
    }),
  ]
}

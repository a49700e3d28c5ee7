import { runbook } from '../../runbook.config.ts'
import { CouldNotLook } from '../evidence/could-not-look.ts'
import type { Finding } from '../evidence/finding.ts'
import { appConnections, type Connections } from '../postgres/connections.ts'
import type { World } from '../world/world.ts'
import { isCredentialUser } from './credential-user.ts'
import { diagnosisFinding } from './finding-codes.ts'
import { askHealth } from './health.ts'

const { role, configVars } = runbook

/**
 * Returns a finding for each kind of session that the app holds on the wrong role, read from the live connections and
 * not from log text. With the flag at 1 the app's are the restricted role's; otherwise they are the owner's.
 * @throws CouldNotLook where the app holds no session at all: silence is no proof.
 */
export async function connectionFindings(
  world: Pick<World, 'app' | 'owner' | 'subject' | 'target'>,
): Promise<Finding[]> {
  const { app, owner } = world
  // An app that nobody asks may hold no session; what it answers is another check's business.
  await askHealth(world).catch(() => undefined)
  const ownerName = (await app.configVars()).url(configVars.owner)?.user
  const flagOn = (await app.configVars()).get(configVars.flag) === '1'
  const connections = (await appConnections(owner)).filter(
    (session) => session.role === ownerName || isCredentialUser(session.role),
  )
  if (connections.length === 0) {
    throw new CouldNotLook(
      `no session of the app is open, neither ${role}'s nor the owner's: nothing to judge by`,
    )
  }
  const wrong = connections.filter((session) => isCredentialUser(session.role) !== flagOn)
  return wrong.map((session) => (flagOn ? onTheOwner(session, world) : onTheRole(session, world)))
}

function onTheOwner(session: Connections, { subject }: Pick<World, 'subject'>): Finding {
  return diagnosisFinding({
    code: 'app-connects-as-owner',
    object: subject.app,
    expected: `sessions of ${role} only, ${configVars.flag} being 1`,
    found: `${session.sessions} session(s) of the owner ${session.role} (application '${session.application}')`,
    help: `If ${configVars.restricted} is set and the dynos run the newest release, this is a bug in the app's code: escalate to feature-developer.`,
  })
}

function onTheRole(session: Connections, { subject }: Pick<World, 'subject'>): Finding {
  return diagnosisFinding({
    code: 'app-connects-as-role',
    object: subject.app,
    expected: `sessions of the owner, ${configVars.flag} not being 1`,
    found: `${session.sessions} session(s) of ${session.role} (application '${session.application}')`,
    help: 'Restart the dynos; if it stays so, it is a bug in the app: escalate to feature-developer.',
    fix: `heroku restart -a ${subject.app}`,
  })
}

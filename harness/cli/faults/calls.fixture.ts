/** The commands whose calls are spoiled; the last leaves an app that the others cannot begin from. */
export const commands = ['verify', 'reapply', 'rollback', 'provision'] as const
export type Command = (typeof commands)[number]

/** A request that the Heroku CLI makes for some of the commands. */
export interface Call {
  readonly name: string
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** A regular expression on its path. */
  readonly path: string
  readonly of: readonly Command[]
}

const credentials = '^/postgres/v0/databases/[^/]+/credentials'

/** Every request of the commands, as `GET /rehearsal/requests` has them. */
export const calls: readonly Call[] = [
  { name: 'the app', method: 'GET', path: '^/apps/[^/]+$', of: commands },
  { name: 'its dynos', method: 'GET', path: '/dynos$', of: commands },
  { name: 'its config vars', method: 'GET', path: '/config-vars$', of: commands },
  { name: 'its releases', method: 'GET', path: '/releases$', of: ['provision', 'verify', 'rollback'] },
  { name: 'the account', method: 'GET', path: '^/account$', of: ['provision', 'verify', 'rollback'] },
  { name: 'its add-ons', method: 'GET', path: '/addons$', of: ['provision', 'reapply'] },
  { name: 'its collaborators', method: 'GET', path: '/collaborators$', of: ['provision', 'reapply'] },
  { name: 'its pipeline', method: 'GET', path: '/pipeline-couplings$', of: ['provision', 'reapply'] },
  {
    name: 'the attachment',
    method: 'POST',
    path: '/addon-attachments/resolve$',
    of: ['provision', 'verify'],
  },
  { name: 'the database', method: 'GET', path: '^/client/v11/databases/', of: ['provision'] },
  { name: 'the credential', method: 'GET', path: `${credentials}/[^/]+$`, of: ['provision', 'verify'] },
  { name: 'the log', method: 'POST', path: '/log-sessions$', of: ['provision', 'verify'] },
  { name: 'to create the credential', method: 'POST', path: `${credentials}$`, of: ['provision'] },
  { name: 'to set a config var', method: 'PATCH', path: '/config-vars$', of: ['provision', 'rollback'] },
  { name: 'to restart', method: 'DELETE', path: '/dynos$', of: ['provision'] },
]

import pc from 'picocolors'
import type { Account } from '../account/account.ts'
import type { ReadyContent } from './ready-file.ts'
import type { RunOptions } from './run-options.ts'

/** What `pnpm platform` prints once it is up: what runs where, and how to use it. No password is in it. */
export function welcome(
  { ready, account }: { ready: ReadyContent; account: Account },
  { postgres, provisioned }: RunOptions,
): string {
  const [anyAddon] = account.addons
  const apps = account.addons.map(
    (addon) =>
      `  ${pc.bold(addon.app.name)}  ${addon.name} (${addon.plan}), web.1 ${addon.app.formation.dyno?.state}, ${addon.app.router.url}`,
  )
  const [first] = account.apps
  return [
    `The rehearsal platform answers at ${ready.herokuHost} (Postgres ${anyAddon?.database.server.version}, ${postgres}).`,
    provisioned ? 'The runbook has been carried out.' : 'The runbook has not been started.',
    ...apps,
    '',
    'In another terminal:',
    `  . ${ready.shellFile}`,
    `  heroku pg:info -a ${first?.name}`,
    '',
    'Passwords are in that terminal only (`heroku config -a …`). Ctrl+C stops the platform and removes everything.',
  ].join('\n')
}

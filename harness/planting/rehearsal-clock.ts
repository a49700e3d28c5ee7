import type { Rehearsal } from './start-rehearsal.ts'

/** Moves the clock of a rehearsal platform forward. @throws Error where the platform does not. */
export async function moveClock({ env }: Pick<Rehearsal, 'env'>, seconds: number): Promise<void> {
  const answer = await fetch(`${env['HEROKU_HOST']}/rehearsal/clock`, {
    method: 'POST',
    headers: { authorization: `Bearer ${env['HEROKU_API_KEY']}`, 'content-type': 'application/json' },
    body: JSON.stringify({ seconds }),
  })
  if (!answer.ok) throw new Error(`the platform's clock did not move: ${answer.status}`)
}

/** Asks the app of a rehearsal platform something, as one of its users does. @throws Error where it does not answer well. */
export async function useApp({ apps }: Pick<Rehearsal, 'apps'>, app: string): Promise<void> {
  const answer = await fetch(`${apps[app]?.web}/healthz`)
  if (!answer.ok) throw new Error(`${app} answered ${answer.status}`)
}

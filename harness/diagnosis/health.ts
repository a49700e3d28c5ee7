import { mask } from '../evidence/mask.ts'
import { NotRun } from '../evidence/not-run.ts'
import type { Finding } from '../runbook/finding.ts'
import type { World } from '../target/world.ts'
import { diagnosisFinding } from './finding-codes.ts'

const answerTimeoutMs = 10_000

/** What the app answers at its health URL: the status, or 0 with the reason where nothing answers. */
export async function askHealth({
  target,
}: Pick<World, 'target'>): Promise<{ status: number; body: string }> {
  if (!target.healthUrl) {
    throw new NotRun(
      `no health URL is configured for ${target.environment}: set RUNBOOK_HEALTH_URL_${target.environment.toUpperCase()} or healthUrl in runbook.config.ts`,
    )
  }
  try {
    const answer = await fetch(target.healthUrl, { signal: AbortSignal.timeout(answerTimeoutMs) })
    return { status: answer.status, body: mask((await answer.text()).slice(0, 500)) }
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error)
    return { status: 0, body: mask(cause) }
  }
}

/** Returns a finding unless the app answers 2xx. @throws NotRun where no health URL is configured. */
export async function healthFindings(world: Pick<World, 'target'>): Promise<Finding[]> {
  const { status, body } = await askHealth(world)
  if (status >= 200 && status < 300) return []
  return [
    diagnosisFinding({
      code: 'app-unhealthy',
      object: world.target.healthUrl ?? world.target.app,
      expected: 'an answer of 200',
      found: status === 0 ? `no answer: ${body}` : `${status}: ${body}`,
      help: 'If this began with the flag, roll back first and look for the reason after.',
      fix: `pnpm rollback --env ${world.target.environment}`,
    }),
  ]
}

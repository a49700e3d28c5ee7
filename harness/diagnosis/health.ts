import type { Finding } from '../evidence/finding.ts'
import { mask } from '../evidence/mask.ts'
import { NotRun } from '../evidence/not-run.ts'
import { healthUrlVariable } from '../world/target.ts'
import type { World } from '../world/world.ts'
import { diagnosisFinding } from './finding-codes.ts'

const answerTimeoutMs = 10_000

/** What the app answers at its health URL: the status, or 0 with the reason where nothing answers. */
export async function askHealth({
  subject,
  target,
}: Pick<World, 'subject' | 'target'>): Promise<{ status: number; body: string }> {
  if (!target.healthUrl) {
    throw new NotRun(
      `no health URL is configured for ${subject.environment}: set ${healthUrlVariable(subject.environment)} or healthUrl in runbook.config.ts`,
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
export async function healthFindings(world: Pick<World, 'subject' | 'target'>): Promise<Finding[]> {
  const { status, body } = await askHealth(world)
  if (status >= 200 && status < 300) return []
  return [
    diagnosisFinding({
      code: 'app-unhealthy',
      object: world.target.healthUrl ?? world.subject.app,
      expected: 'an answer of 200',
      found: status === 0 ? `no answer: ${body}` : `${status}: ${body}`,
      help: 'If this began with the flag, roll back first and look for the reason after.',
      fix: `pnpm rollback --env ${world.subject.environment}`,
    }),
  ]
}

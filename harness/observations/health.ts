import { mask } from '../evidence/mask.ts'
import { NotRun } from '../evidence/not-run.ts'
import { healthUrlVariable } from '../world/target.ts'
import type { World } from '../world/world.ts'

const answerTimeoutMs = 10_000
const shownLength = 500

/** What answered at the health URL, no redirect followed: the app, or whatever stands in front of it. */
export interface Answer {
  /** Where it was asked. */
  readonly url: string
  readonly status: number
  /** Where a redirect leads. */
  readonly location: string | undefined
  readonly contentType: string
  /** The beginning of it, masked. */
  readonly body: string
  /** What the configuration expects of the answer and was not in it, in words; empty where nothing is missing. */
  readonly missing: readonly string[]
}

export type Health = Answer | { readonly url: string; readonly status: 'none'; readonly reason: string }

/**
 * What answers at the health URL.
 * @throws NotRun where no health URL is configured.
 */
export async function askHealth({ subject, target }: Pick<World, 'subject' | 'target'>): Promise<Health> {
  const url = target.healthUrl
  if (!url) {
    throw new NotRun(
      `no health URL is configured for ${subject.environment}: set ${healthUrlVariable(subject.environment)} or healthUrl in runbook.config.ts`,
    )
  }
  try {
    const answer = await fetch(url, {
      redirect: 'manual',
      signal: AbortSignal.timeout(answerTimeoutMs),
    })
    const body = await answer.text()
    return {
      url,
      status: answer.status,
      location: answer.headers.get('location') ?? undefined,
      contentType: answer.headers.get('content-type') ?? '',
      body: mask(body.slice(0, shownLength)),
      missing: missingFrom(answer.headers, body, subject.live.healthExpects ?? {}),
    }
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error)
    return { url, status: 'none', reason: mask(cause) }
  }
}

function missingFrom(
  headers: Headers,
  body: string,
  expects: NonNullable<World['subject']['live']['healthExpects']>,
): string[] {
  const wrong = Object.entries(expects.headers ?? {}).filter(([name, value]) => headers.get(name) !== value)
  return [
    ...wrong.map(([name, value]) => `the header ${name}: ${value}`),
    ...(expects.body !== undefined && !body.includes(expects.body) ? [`'${expects.body}' in the body`] : []),
  ]
}

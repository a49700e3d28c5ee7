import type { Finding } from '../evidence/finding.ts'
import { NotRun } from '../evidence/not-run.ts'
import type { Asked, Sight } from '../observations/observations.ts'
import type { FailureMode } from './failure-mode.ts'
import { failureModes } from './failure-modes.ts'
import { judged, type Verdict } from './rule.ts'

/** What became of one failure mode. Of a root and its symptoms the root alone is `present`. */
export type Standing =
  | { readonly is: 'absent' | 'a phase' | 'present'; readonly findings: readonly Finding[] }
  | { readonly is: 'accounted for'; readonly by: string; readonly findings: readonly Finding[] }
  | { readonly is: 'not configured' | 'not known'; readonly why: string }
  /** What was met there is what was met, and said, at another. */
  | { readonly is: 'not known'; readonly why: string; readonly as: string }

export interface Diagnosed {
  readonly mode: FailureMode
  readonly standing: Standing
  readonly saw: string
  readonly kept: Verdict['kept']
  readonly durationMs: number
}

interface Look {
  readonly mode: FailureMode
  readonly verdict?: Verdict
  /** Why it could not be told, where it could not. */
  readonly error?: unknown
  readonly durationMs: number
}

/** Looks for every failure mode, roots before symptoms, and returns what became of each. It only reads. */
export async function diagnose(sight: Sight): Promise<Diagnosed[]> {
  const looks: Look[] = []
  for (const mode of failureModes) looks.push(await lookFor(mode, sight))
  const present = looks
    .filter(({ verdict }) => verdict && verdict.findings.length > 0)
    .map(({ mode }) => mode.id)
  const said = new Map<string, string>()
  return looks.map((look) => ({
    mode: look.mode,
    durationMs: look.durationMs,
    saw: look.verdict?.saw ?? '',
    kept: look.verdict?.kept ?? {},
    standing: sayOnce(standingOf(look, present, sight.asked), look.mode.id, said),
  }))
}

async function lookFor(mode: FailureMode, sight: Sight): Promise<Look> {
  const startedAt = performance.now()
  const look = await judged(mode, sight).then(
    (verdict) => ({ verdict }),
    (error: unknown) => ({ error }),
  )
  return { mode, ...look, durationMs: Math.round(performance.now() - startedAt) }
}

function standingOf(
  { mode, verdict, error }: Look,
  present: readonly string[],
  { subject }: Pick<Asked, 'subject'>,
): Standing {
  if (!verdict) {
    const why = error instanceof Error ? error.message : String(error)
    // What a look met and did not expect is no sign of the failure mode: it could not be told.
    return { is: error instanceof NotRun ? 'not configured' : 'not known', why }
  }
  const { findings, unseen } = verdict
  if (findings.length === 0) {
    return unseen === undefined ? { is: 'absent', findings } : { is: 'not known', why: unseen }
  }
  if (mode.isPhase) return { is: 'a phase', findings }
  const root = present.find((id) => mode.explainedBy.includes(id))
  if (root !== undefined) return { is: 'accounted for', by: root, findings }
  const { letter, id, tell } = mode
  return {
    is: 'present',
    findings: findings.map((finding) => ({
      ...finding,
      failureMode: letter ?? id,
      tell: subject.tell[tell],
    })),
  }
}

/** One cause is said once: whoever met the same one later says where it was said. */
function sayOnce(standing: Standing, id: string, said: Map<string, string>): Standing {
  if (standing.is !== 'not known') return standing
  const before = said.get(standing.why)
  if (before !== undefined) return { ...standing, as: before }
  said.set(standing.why, id)
  return standing
}

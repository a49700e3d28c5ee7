import { inject } from 'vitest'
import { NotRun } from '../evidence/not-run.ts'
import { Found } from './found.ts'
import { type Given, item } from './item.ts'
import { type Observation, waitUntil } from './wait-until.ts'

export interface StepOptions<Remembered> {
  /** The statements of the source it carries out. */
  readonly source?: string
  readonly why: string
  /** What is true once the step is done, read from the world before it (then there is nothing to do) and after it. */
  readonly until: (given: Given, before?: Remembered) => Promise<Observation>
  /** What to note before acting, where being done can only be told by comparing with it. */
  readonly remember?: (given: Given) => Promise<Remembered>
  /** How long Heroku may take to bring it about. */
  readonly timeoutMs?: number
}

const defaultTimeoutMs = 60_000
const lookEveryMs = 1_000

/**
 * Registers something to do. It reads, acts only where needed, and reads back: only what the world shows then counts,
 * never an exit status. With `--dry-run` it reads, and says what it would do.
 */
export function step<Remembered>(
  title: string,
  options: StepOptions<Remembered>,
  act: (given: Given) => Promise<void>,
): void {
  const { dryRun } = inject('run')
  const { source, why } = options
  item({ kind: 'step', title, required: !dryRun, source, why }, async (given) => {
    const { note } = given
    const look = async (remembered?: Remembered): Promise<Observation> => {
      given.app.forget()
      return options.until(given, remembered)
    }
    if (dryRun) return planOnly(given, look, act)
    const before = await look()
    if (before.holds) return note(`already so: ${before.saw}`)
    const remembered = await options.remember?.(given)
    const failure = await errorOf(act(given))
    const after = await waitUntil(() => look(remembered), {
      timeoutMs: failure ? 0 : (options.timeoutMs ?? defaultTimeoutMs),
      everyMs: lookEveryMs,
      signal: given.signal,
    })
    if (!after.holds) throw failure ?? notSo(after)
    note(after.saw)
    if (failure) note(`it is so, though what was done ended with: ${failure.message}`)
  })
}

/** A dry run: the world's `heroku` and `privileges` change nothing and note what they would do. */
async function planOnly(
  given: Given,
  look: () => Promise<Observation>,
  act: (given: Given) => Promise<void>,
): Promise<void> {
  const before = await look().catch((error: unknown) => ({ holds: false, saw: String(error) }))
  if (before.holds) return given.note(`already so: ${before.saw}`)
  const from = given.planned.length
  const gap = await errorOf(act(given))
  const planned = given.planned.slice(from).map((command) => `\`${command}\``)
  throw new NotRun(
    `dry run: would run ${planned.join(', ') || 'nothing that can be told yet'}${gap ? ` (more depends on the steps before it: ${gap.message})` : ''}`,
  )
}

function notSo({ saw, findings = [] }: Observation): Error {
  return findings.length > 0 ? new Found(findings) : new Error(`it was done and is not so: ${saw}`)
}

async function errorOf(work: Promise<void>): Promise<Error | undefined> {
  try {
    await work
    return undefined
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

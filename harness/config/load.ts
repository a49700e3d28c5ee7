import type { z } from 'zod'
import { runbook } from '../../runbook.config.ts'
import { configSchema } from './schema.ts'
import { UsageError } from './usage-error.ts'

/** The configuration, validated and with its defaults: what `runbook.config.ts` says. */
export type Runbook = z.output<typeof configSchema>

let loaded: Runbook | undefined

/**
 * Returns the configuration, read once in a process. This is the one place that reads the file: everything else is handed
 * the {@link Runbook}, or the part of it that it is about. @throws UsageError naming the field that is wrong.
 */
export function loadConfig(): Runbook {
  loaded ??= validated(runbook)
  return loaded
}

function validated(config: unknown): Runbook {
  const parsed = configSchema.safeParse(config)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new UsageError(
    `runbook.config.ts: ${issue?.path.join('.') ?? '?'}: ${issue?.message ?? 'not valid'}. See CONTRIBUTING.md, "Your own app".`,
  )
}

import { readFileSync } from 'node:fs'
import { z } from 'zod'

const readyFile = z.object({ env: z.record(z.string(), z.string()) })

/**
 * Returns the shell a live run against this platform would have: ours, without any word of Heroku's or the runbook's, and
 * with the platform's own.
 */
export function platformShell(file: string, own: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { env } = readyFile.parse(JSON.parse(readFileSync(file, 'utf8')))
  const kept = Object.entries(own).filter(([name]) => !/^(HEROKU|RUNBOOK)_/.test(name))
  return { ...Object.fromEntries(kept), ...env }
}

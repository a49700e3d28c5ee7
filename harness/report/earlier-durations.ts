import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readReport } from './report.ts'

/** How many earlier runs are looked at: one that was cut short knows only its beginning. */
const runsLookedAt = 3

/**
 * Returns how long each item that passed took in the newest reports of the same command there, in milliseconds by its title:
 * an estimate, and empty where there is none to be had.
 */
export function earlierDurations(folder: string, suite: string, env: string): ReadonlyMap<string, number> {
  const newest = namesIn(folder)
    .filter((name) => name.startsWith(`${suite}-${env}-2`) && name.endsWith('.json'))
    .toSorted()
    .slice(-runsLookedAt)
  return new Map(newest.flatMap((name) => durationsIn(join(folder, name))))
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function durationsIn(file: string): [string, number][] {
  try {
    const { items } = readReport(readFileSync(file, 'utf8'))
    return items.flatMap(({ title, outcome, durationMs }) =>
      outcome === 'passed' ? [[title, durationMs]] : [],
    )
  } catch {
    return []
  }
}

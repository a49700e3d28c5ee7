/**
 * counts.mjs LOG [REPORT]: prints `<passed> <failed> <skipped>` of one stage, from the report it wrote, or from the last
 * line of its output that sums it up. A stage that counts nothing prints nothing.
 */
import { existsSync, readFileSync } from 'node:fs'
import { stripVTControlCharacters } from 'node:util'

const [log, report] = process.argv.slice(2)

/** As the report's own summary does: an item that was meant to be looked at and could not be is not skipped. */
const outcomes = { passed: 0, failed: 1, inconclusive: 1, 'not-run': 2, 'needs-live': 2 }

function ofReport(file) {
  const counts = [0, 0, 0]
  for (const { outcome } of JSON.parse(readFileSync(file, 'utf8')).items) counts[outcomes[outcome] ?? 1] += 1
  return counts
}

function ofLog(file) {
  const lines = stripVTControlCharacters(readFileSync(file, 'utf8')).split('\n')
  const ownLine = lines.findLast((line) => /^\d+ passed, \d+ failed, \d+ skipped$/.test(line))
  const line = ownLine ?? lines.findLast((candidate) => /^\s*Tests\s+\d/.test(candidate))
  if (line === undefined) return undefined
  return ['passed', 'failed', 'skipped'].map((word) => Number(new RegExp(`(\\d+) ${word}`).exec(line)?.[1] ?? 0))
}

const counts = report !== undefined && existsSync(report) ? ofReport(report) : ofLog(log)
if (counts !== undefined) console.log(counts.join(' '))

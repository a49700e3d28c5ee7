import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { earlierDurations } from './earlier-durations.ts'
import { everyItem, everyOutcome } from './every-outcome.fixture.ts'

it('knows how long each item took that passed in an earlier run of the same command there, the newest last', () => {
  const folder = mkdtempSync(join(tmpdir(), 'durations-'))
  const kept = (name: string, durationMs: number): void =>
    writeFileSync(
      join(folder, name),
      JSON.stringify({ ...everyOutcome, items: everyItem.map((item) => ({ ...item, durationMs })) }),
    )
  kept('verify-staging-2026-01-02T03-04-05Z.json', 3)
  kept('verify-staging-2026-01-01T03-04-05Z.json', 2)
  kept('verify-prod-2026-01-03T03-04-05Z.json', 5)
  kept('verify-staging-2026-01-04T03-04-05Z.json.1234', 6)
  writeFileSync(join(folder, 'verify-staging-2026-01-05T03-04-05Z.json'), '{')
  expect([...earlierDurations(folder, 'verify', 'staging')]).toEqual([
    ['role is as it should be', 3],
    ['grants is as it should be', 3],
  ])
  expect(earlierDurations(join(folder, 'none'), 'verify', 'staging').size).toBe(0)
  rmSync(folder, { recursive: true })
})

import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { describe, expect, it } from 'vitest'
import { outcomeOf, type ReportItem } from '../report/report.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Vitest run for real, in a process of its own, on spec files of `fixtures/tiny-runbook`. */
async function run(file: string, mode: 'for-real' | 'dry-run' = 'for-real'): Promise<ReportItem[]> {
  const { stdout } = await execa(
    process.execPath,
    ['--import', 'tsx', 'fixtures/tiny-runbook/run.ts', mode, `fixtures/tiny-runbook/${file}.spec.ts`],
    { cwd: root, env: { VITEST: '', NODE_ENV: '' } },
  )
  return JSON.parse(stdout) as ReportItem[]
}

const outcomes = (items: readonly ReportItem[]): string[] =>
  items.map(
    ({ outcome, title, reason }) => `${outcome}: ${title}${reason ? ` (${reason.split('\n')[0]})` : ''}`,
  )

describe('the items of a run', () => {
  it('have the outcome that the body had, and a step is only taken from solid ground', async () => {
    const items = await run('every-outcome')
    expect(outcomes(items)).toMatchInlineSnapshot()
    expect(outcomeOf(items)).toBe('failed')
    expect(JSON.stringify(items)).not.toMatch(/hunter2|swordfish/)
  })

  it('fail where a step ended well and the world does not show it', async () => {
    expect(outcomes(await run('step-without-effect'))).toMatchInlineSnapshot()
  })

  it('pass where a step ended badly and the world shows it all the same', async () => {
    const [item] = await run('step-with-lost-answer')
    expect(item).toMatchObject({
      outcome: 'passed',
      notes: [expect.any(String), expect.stringContaining('socket hang up')],
    })
  })

  it('fail where a spec file does not load', async () => {
    const items = await run('broken')
    expect(items).toMatchObject([{ outcome: 'failed', reason: 'this file does not load' }])
  })

  it('are planned and not done in a dry run, which is no gap', async () => {
    const items = await run('step-without-effect', 'dry-run')
    expect(outcomes(items)).toMatchInlineSnapshot()
    expect(outcomeOf(items)).toBe('passed')
  })
})

describe('the outcome of a run', () => {
  it('is inconclusive where nothing was run', () => {
    expect(outcomeOf([])).toBe('inconclusive')
  })
})

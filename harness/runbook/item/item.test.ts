import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { beforeAll, describe, expect, it } from 'vitest'
import { outcomeOf, type ReportItem } from '../../report/report.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** What Vitest, run for real in a process of its own, makes of `fixtures/tiny-runbook`. */
async function runTinyRunbook(permit: 'act' | 'plan'): Promise<ReportItem[]> {
  const { stdout } = await execa(
    process.execPath,
    ['./harness/typescript/run.mjs', 'fixtures/tiny-runbook/run.ts', permit],
    {
      cwd: root,
      env: { VITEST: '', NODE_ENV: '' },
    },
  )
  return JSON.parse(stdout) as ReportItem[]
}

let ran: { act: readonly ReportItem[]; plan: readonly ReportItem[] }
beforeAll(async () => {
  ran = { act: await runTinyRunbook('act'), plan: await runTinyRunbook('plan') }
})

/** The items of one of its files, whose ids begin with its name. */
const of = (file: string, permit: 'act' | 'plan' = 'act'): readonly ReportItem[] =>
  ran[permit].filter(({ id }) => id.startsWith(`tiny/${file}`))

const outcomes = (items: readonly ReportItem[]): string[] =>
  items.map(
    ({ outcome, title, reason }) => `${outcome}: ${title}${reason ? ` (${reason.split('\n')[0]})` : ''}`,
  )

describe('the items of a run', () => {
  it('have the outcome that the body had, and a step is only taken from solid ground', async () => {
    const items = of('every-outcome')
    expect(outcomes(items)).toMatchInlineSnapshot(`
      [
        "passed: a step that is done",
        "passed: a step that has nothing to do",
        "passed: a check that asserts",
        "not-run: an optional check that is not configured (nothing is configured)",
        "failed: a check that asserts nothing (this check asserted nothing, so it could not have failed)",
        "inconclusive: a check that could not look (the platform is silent)",
        "failed: a check that finds something (some-code: public.some_table: expected this, found that, at postgres://u:***@h/d)",
        "failed: a check whose comparison holds a password (expected 'postgres://ledger_app:***@…' to be 'postgres://ledger_app:***@h/d' // Object.is equality)",
        "not-run: a step after a check that failed (not taken: "a check that asserts nothing" did not hold)",
        "not-run: a check after a step that was not taken (not reached: the walk stopped at "a step after a check that failed")",
      ]
    `)
    expect(outcomeOf(items)).toBe('failed')
    expect(JSON.stringify(items)).not.toMatch(/hunter2|swordfish/)
  })

  it('fail where a step ended well and the world does not show it', async () => {
    expect(outcomes(of('step-without-effect'))).toMatchInlineSnapshot(`
      [
        "failed: a step that ends well and changes nothing (every command ended well, and afterwards: the var is not set)",
      ]
    `)
  })

  it('pass where a step ended badly and the world shows it all the same', async () => {
    const [item] = of('step-with-lost-answer')
    expect(item).toMatchObject({
      outcome: 'passed',
      notes: [expect.any(String), expect.stringContaining('socket hang up')],
    })
  })

  it('are done where that must be, though nothing could be seen before it', () => {
    expect(of('step-that-insists')).toMatchObject([
      { outcome: 'passed', notes: ['done, and before it: the list is silent'] },
    ])
  })

  it('fail where a spec file does not load', async () => {
    const items = of('broken')
    expect(items).toMatchObject([{ outcome: 'failed', reason: 'this file does not load' }])
  })

  it('fail where two of a file have one id, and none of that file is run', async () => {
    const items = of('same-id-twice')
    expect(items.map(({ outcome, reason }) => `${outcome}: ${reason}`)).toEqual([
      `failed: two items have the id 'same-id-twice/one-id': "the first of that id" and "the second of that id"`,
    ])
  })

  it('are planned and not done in a dry run, which is no gap', async () => {
    const items = of('step-without-effect', 'plan')
    expect(outcomes(items)).toMatchInlineSnapshot(`
      [
        "not-run: a step that ends well and changes nothing (dry run: what it would run is not known yet)",
      ]
    `)
    expect(outcomeOf(items)).toBe('passed')
  })

  it('that could not be looked at are inconclusive, in a dry run as well', () => {
    for (const permit of ['act', 'plan'] as const) {
      const items = of('step-that-cannot-look', permit)
      expect(items).toMatchObject([{ outcome: 'inconclusive', reason: 'the platform is silent' }])
      expect(outcomeOf(items)).toBe('inconclusive')
    }
  })
})

describe('a dry run', () => {
  it('is none that passes where Heroku refuses to say what is there, as the step itself is none', () => {
    const items = of('step-that-may-not-look', 'plan')
    expect(items).toMatchObject([
      { outcome: 'inconclusive', reason: expect.stringContaining('You do not have access to this.') },
    ])
    expect(outcomeOf(of('step-that-may-not-look'))).toBe('inconclusive')
  })
})

describe('the outcome of a run', () => {
  it('is inconclusive where nothing was run', () => {
    expect(outcomeOf([])).toBe('inconclusive')
  })
})

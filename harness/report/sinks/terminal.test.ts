import { PassThrough } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import pc from 'picocolors'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { atTerminal, hasTerminals, onScreen } from '../../cli/testing/at-terminal.ts'
import { everyItem, refused } from '../every-outcome.fixture.ts'
import { recordedEvents, recordedReport } from '../recorded-run.fixture.ts'
import type { Report } from '../report.ts'
import type { RunEvent } from '../run-event.ts'
import { countLines, itemLines } from './terminal.ts'
import { terminalSink } from './terminal-sink.ts'

const file = 'reports/verify-staging.json'

interface Terminal {
  readonly columns?: number
  readonly coloured?: boolean
  readonly term?: string
  readonly expectedMs?: ReadonlyMap<string, number>
}

/** A sink, and what it has written by now; with `columns` it takes its stream for a terminal of so many. */
function opened({ columns, coloured = false, term = 'xterm', expectedMs }: Terminal) {
  let written = ''
  const stream = Object.assign(new PassThrough(), columns === undefined ? {} : { isTTY: true, columns })
  stream.on('data', (chunk: Buffer) => {
    written += chunk.toString()
  })
  const look = { colours: pc.createColors(coloured), ...(expectedMs && { expectedMs }) }
  return { sink: terminalSink(stream, look, { TERM: term }), written: () => written }
}

/** All that it writes of a run. */
async function told(terminal: Terminal, events = recordedEvents, report: Report = recordedReport) {
  const { sink, written: all } = opened(terminal)
  for (const event of events) sink.on(event)
  await sink.close(report, file)
  return all()
}

describe('a run with every outcome', () => {
  it.each([40, 80, 200])('on a terminal of %i columns', async (columns) => {
    const shown = onScreen(await told({ columns }))
    await expect(shown).toMatchFileSnapshot(`snapshots/terminal-${columns}.txt`)
    const tooLong = shown.split('\n').filter((line) => line.length > columns)
    // What may be typed, and single words, as a journal's head.
    expect(tooLong.filter((line) => !/GRANT |RUNBOOK_|^ *\S+$/.test(line))).toEqual([])
  })

  it('elsewhere, in lines that nothing has cut, written once', async () => {
    const plain = await told({})
    await expect(plain).toMatchFileSnapshot('snapshots/no-terminal.txt')
    expect(await told({ columns: 200, term: 'dumb' })).not.toContain('\u001b')
  })

  it('has each item once by its outcome, and says of none by its colour alone', async () => {
    const plain = await told({})
    const coloured = await told({ columns: 200, coloured: true })
    expect(coloured).toContain(pc.createColors(true).red('FAILED'))
    expect(onScreen(coloured)).toBe(onScreen(await told({ columns: 200 })))
    for (const { title, symptom, outcome } of recordedReport.items)
      expect(plain).toContain(outcome === 'failed' ? (symptom ?? title) : title)
    expect(plain.match(/not taken: "the app answers" did not hold/g)).toHaveLength(1)
    expect(plain.match(/ {8}The app cannot read it\./g)).toHaveLength(1)
    expect(plain).not.toContain('told by Vitest')
  })

  it.skipIf(!hasTerminals)('on a terminal of this machine, with NO_COLOR, without any colour', async () => {
    const tell = fileURLToPath(new URL('tell-recorded-run.fixture.ts', import.meta.url))
    const command = [process.execPath, './harness/typescript/run.mjs', tell] as const
    const terminal = atTerminal(command, { env: { NO_COLOR: '1', TERM: 'xterm' }, columns: 80 })
    const { output } = await terminal.ended
    expect(output).toContain('\u001b[2K')
    expect(output.replaceAll('\u001b[2K', '').replaceAll('\u001b[1G', '')).not.toContain('\u001b')
    expect(onScreen(output).trim()).toBe(onScreen(await told({ columns: 80 })).trim())
  })

  it('says of one that was refused why, once, and what to type', async () => {
    expect(await told({}, [], refused)).toMatchInlineSnapshot(`
      "
      REFUSED  verify on an-app: 0 passed, 0 failed, 0 inconclusive, 0 not run
        report: reports/verify-staging.json
        journal: journal/an-app.jsonl, 12 lines, head abababababababababababababababababababababababababababababababab

      What to do next
        1. Nothing was changed: this would change an-app, and RUNBOOK_ALLOW_PROVISION does not name it
        2. Then again
           pnpm test:verify --env staging
      "
    `)
  })
})

describe('the item at hand', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  const began: RunEvent = { type: 'began', title: 'The app answers' }
  const last = (text: string): string => stripVTControlCharacters(text.split('\u001b[1G').at(-1) ?? '')

  it('shows its time from two seconds on, and how long it took before', () => {
    const { sink, written: all } = opened({ columns: 40, expectedMs: new Map([['The app answers', 4_100]]) })
    sink.on(began)
    const seen = [last(all())]
    for (const seconds of [1, 1, 1, 2]) {
      vi.advanceTimersByTime(seconds * 1_000)
      seen.push(last(all()))
    }
    expect(seen).toMatchInlineSnapshot(`
      [
        "  … The app answers",
        "  … The app answers",
        "  … 2 s of about 5 s: The app answers",
        "  … 3 s of about 5 s: The app answers",
        "  … 5 s: The app answers",
      ]
    `)
    sink.on({ type: 'said', text: 'done' })
    const after = all()
    vi.advanceTimersByTime(10_000)
    expect(all()).toBe(after)
  })

  it('is not shown where there is no terminal, and keeps to the width of one', () => {
    const elsewhere = opened({})
    elsewhere.sink.on(began)
    vi.advanceTimersByTime(10_000)
    expect(elsewhere.written()).toBe('')
    const narrow = opened({ columns: 10 })
    narrow.sink.on(began)
    expect(last(narrow.written())).toBe('  … The a')
  })
})

it('names at the end what failed and what was not carried out, so that nobody has to look for it above', () => {
  const [finds, throws, notRun] = ['privileges', 'app-answers', 'switch'].map((name) =>
    everyItem.find(({ id }) => id === `verify/${name}`),
  )
  const items = [notRun, finds, throws].flatMap((item) => item ?? [])
  const lines = countLines('failed', items, { colours: pc.createColors(false) })
  expect(lines.map(({ text }) => text)).toMatchInlineSnapshot(`
    [
      "",
      "FAILED  0 passed, 2 failed, 0 inconclusive, 1 not run",
      "✗ FAILED ledger_app can do more, or less, than the policy says: missing-privilege: public."a|table", unknown-session: somebody",
      "✗ FAILED app-answers is as it should be: Unexpected token '<', "<html>]]>�"",
      "– NOT RUN switch is as it should be: not taken: "the app answers" did not hold",
    ]
  `)
})

it('says of a failed item what was found, and of an error on the way what was asserted: nothing was found then', () => {
  const [item] = everyItem.filter(({ id }) => id === 'verify/privileges')
  const head = (changes: object): string | undefined =>
    itemLines({ ...(item ?? everyItem[0]), ...changes } as never, new Map(), pc.createColors(false))[0]?.text
  expect(head({})).toContain('FAILED ledger_app can do more')
  expect(head({ findings: [] })).toContain('FAILED privileges is as it should be')
  expect(head({ outcome: 'passed', findings: [] })).toContain('✓ privileges is as it should be')
})

import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import axe from 'axe-core'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { soakHtml } from '../soak/html.ts'
import { hoursOfSoak } from '../soak/report.ts'
import { holed, hour, subject } from '../soak/soak.fixture.ts'
import { everyItem, everyOutcome, refused } from './every-outcome.fixture.ts'
import { htmlPage } from './html.ts'
import type { Report, ReportItem } from './report.ts'

// A browser of the machine's own: NOT RUN where there is none.
const executablePath =
  ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((file) =>
    existsSync(file),
  ) ?? ''

const all = ['SELECT', 'INSERT', 'UPDATE', 'DELETE']
const held = (relations: readonly string[], changes = {}) => ({
  relations: [...relations],
  expected: all,
  catalogue: all,
  tried: true,
  otherwise: [] as string[],
  ...changes,
})
const withRights = (relations: readonly string[]): Report => {
  const [first, ...others] = everyItem
  const rights = [
    held(relations),
    held(['public.a_lacking'], { catalogue: ['SELECT'] }),
    held(['public.a_wider'], { expected: ['SELECT'] }),
    held(['public.a_lying'], { otherwise: ['DELETE'], tried: false }),
  ]
  return { ...everyOutcome, items: [{ ...first, rights }, ...others, soaking] } as Report
}
/** The soak that a verification was a checkpoint of, as its item has it. */
const soaking: ReportItem = {
  ...(everyItem[0] as ReportItem),
  id: 'soak/checkpoint',
  app: 'an-app',
  soak: hoursOfSoak(holed, hour(48)) as NonNullable<ReportItem['soak']>,
}
const story = ['2026-05-10 09:00:00  heroku config:set <FLAG>=1 -a an-app', '  release v43']
const few = withRights(['public.orders', 'public.<b>'])
const many = withRights(Array.from({ length: 10_000 }, (_, n) => `public.relation_of_a_large_database_${n}`))

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'html-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('the page', () => {
  it('has every item with its outcome and its reason', () => {
    const page = htmlPage(everyOutcome)
    for (const { id, reason } of everyItem) {
      expect(page).toContain(`<dd>${id}</dd>`)
      expect(page).toContain(escaped(reason?.split('\n').at(-1) ?? ''))
    }
    const words = [...page.matchAll(/<summary><span class="([\w-]+)">/g)].map(([, word]) => word)
    expect(words).toEqual(everyItem.map(({ outcome }) => outcome))
    expect(page).not.toMatch(/<html>\S*\]\]>|<b>|<\/script><!--/)
  })

  it('draws the soak as it stood at the last, of each app and role once', () => {
    const earlier = { ...soaking, soak: { ...soaking.soak, checkpoints: [] } } as ReportItem
    const other = { ...soaking, role: 'a_worker' }
    const page = htmlPage({ ...everyOutcome, items: [earlier, soaking, other] })
    expect([...page.matchAll(/<h2>(The soak of .*?), hour by hour<\/h2>/g)].map(([, of]) => of)).toEqual([
      'The soak of an-app',
      'The soak of an-app as a_worker',
    ])
    expect(page).toContain('30.0 of 72 h were seen, with 1 hole(s); 1 checkpoint(s)')
    expect(page).not.toContain('0 checkpoint(s)')
  })

  it('says first what is the matter and what to type', () => {
    const [first = ''] = htmlPage(everyOutcome).split('</header>')
    expect(first).toContain('FAILED: verify on an-app (staging)')
    expect(first).toContain('GRANT SELECT ON TABLE public.&quot;a|table&quot; TO ledger_app')
    expect(first).toContain('pnpm test:verify --env staging')
    expect(first.indexOf('What to do next')).toBeLessThan(first.indexOf('What is missing'))
    expect(htmlPage(refused)).toContain('RUNBOOK_ALLOW_PROVISION does not name it')
  })
})

/** As HTML has it, without what cannot be written. */
const escaped = (text: string): string =>
  text
    .replace(/[^\n\u0020-\uffff]/g, '\ufffd')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')

describe.skipIf(executablePath === '')('in Chromium, where this machine has it', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  })
  afterAll(() => browser?.close())

  async function opened(html: string, options = {}): Promise<{ page: Page; asked: string[]; file: string }> {
    const file = join(folder, 'report.html')
    writeFileSync(file, html)
    const page = await browser.newPage(options)
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await page.goto(pathToFileURL(file).href)
    return { page, asked, file }
  }

  it.each([
    ['a run', 360, 'light', htmlPage(few)],
    ['a run', 1280, 'dark', htmlPage(few)],
    ['a journal', 360, 'dark', htmlPage({ ...everyOutcome, suite: 'journal' }, story)],
    ['a soak', 360, 'light', soakHtml(subject, holed, hour(48), story)],
  ] as const)(
    'the page of %s at %i pixels, %s, asks for nothing, keeps to its width, and axe finds nothing serious',
    async (what, width, colorScheme, html) => {
      const { page, asked } = await opened(html, { viewport: { width, height: 800 }, colorScheme })
      expect(asked.filter((url) => !url.startsWith('file:'))).toEqual([])
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
      await page.evaluate(axe.source)
      const { violations } = await page.evaluate<axe.AxeResults>('axe.run()')
      expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([])
      const shots = process.env['RUNBOOK_SCREENSHOTS']
      if (shots)
        await page.screenshot({ path: join(shots, `${what}-${width}-${colorScheme}.png`), fullPage: true })
      await page.close()
    },
  )

  it('goes from what is missing to its item by the keyboard', async () => {
    const { page } = await opened(htmlPage(few))
    const stops: unknown[] = []
    for (let at = 0; at < 3; at++) {
      await page.keyboard.press('Tab')
      stops.push(await page.evaluate('document.activeElement.getAttribute("href")'))
    }
    expect(stops).toEqual(['#item-2', '#item-3', '#item-4'])
    await page.close()
  })

  it('shows 10,000 relations within two seconds, in less than 5 MB, and those that differ alone where asked to', async () => {
    const { page, file } = await opened(htmlPage(many))
    expect(statSync(file).size).toBeLessThan(5_000_000)
    const paint = await page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    expect(paint).toBeLessThan(2_000)
    await page.check('#differing')
    expect(await page.textContent('#shown')).toBe('3 of 10003 relations')
    await page.fill('#relation', 'lying')
    expect(await page.textContent('#shown')).toBe('1 of 10003 relations')
    expect(await page.locator('.rights tbody tr:visible').innerText()).toContain('≠')
    await page.close()
  })
})

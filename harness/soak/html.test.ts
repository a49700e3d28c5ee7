import { expect, it } from 'vitest'
import { soakHtml } from './html.ts'
import type { Soak } from './soak.ts'

const hour = (hours: number): Date => new Date(Date.parse('2026-05-10T09:00:00Z') + hours * 3_600_000)
const span = (from: number, to: number) => ({ from: hour(from), to: hour(to) })
const subject = {
  environment: 'staging',
  app: 'an-app',
  role: 'a_role',
  waitsFor: { signOff: false },
  otherRoles: [],
}
const soak: Soak = {
  outcome: 'running',
  since: hour(0),
  release: 43,
  why: 'release v43: Set <FLAG> config vars',
  hours: 72,
  covered: [span(0, 18), span(36, 48)],
  coveredHours: 30,
  missing: [{ ...span(18, 36), what: 'log: Heroku says that it lost lines' }],
  checkpoints: [
    {
      herokuAt: hour(48).toISOString(),
      clockAheadMs: 0,
      release: 43,
      outcome: 'failed',
      parts: { work: 'passed', others: 'passed', refused: 'failed', state: 'passed' },
      amiss: [{ id: 'verify/no-denials', outcome: 'failed', said: 'denied-in-log: public."<b>"' }],
      log: undefined,
      recorded: [],
      proof: 'came back',
      requests: 7,
      quiet: [],
      withoutDynos: [],
      n: 12,
      hash: 'ab'.repeat(32),
    },
  ],
  due: { hours: 72, at: hour(72) },
  reasons: ['30.0 of 72 h were seen'],
  evidence: undefined,
}

it('has the hours with their holes, drawn and in words, what failed, what to do now, and the story', () => {
  const page = soakHtml(subject, soak, hour(48), ['09:00:00  heroku config:set <FLAG>=1'])
  const [first = ''] = page.split('</header>')
  expect(first).toContain('The soak of an-app (staging): under way')
  expect(first).toContain('pnpm test:verify --env staging')
  expect(page).toContain('aria-label="30.0 of 72 h were seen, with 1 hole(s); 1 checkpoint(s)"')
  expect(
    [...page.matchAll(/<rect class="(\w+)" x="(\d+)" y="10" width="(\d+)"/g)].map((all) => all.slice(1)),
  ).toEqual([
    ['still', '0', '720'],
    ['seen', '0', '180'],
    ['seen', '360', '120'],
    ['hole', '180', '180'],
  ])
  expect(page).toContain(
    '2026-05-11 03:00 UTC to 2026-05-11 21:00 UTC, 18.0 h: log: Heroku says that it lost lines',
  )
  expect(page).toContain('denied-in-log: public.&quot;&lt;b&gt;&quot;')
  expect(page).toContain('heroku config:set &lt;FLAG&gt;=1')
  expect(page).toContain("default-src 'none'")
})

it('says of one that is not under way why, and draws nothing', () => {
  const none = { ...soak, outcome: 'inconclusive', since: undefined, checkpoints: [], missing: [] } as const
  const page = soakHtml(subject, none, hour(48), [])
  expect(page).toContain('release v43: Set &lt;FLAG&gt; config vars')
  expect(page).not.toContain('<svg')
})

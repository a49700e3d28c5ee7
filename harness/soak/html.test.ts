import { expect, it } from 'vitest'
import { soakHtml } from './html.ts'
import { holed, hour, subject } from './soak.fixture.ts'

it('has the hours with their holes, drawn and in words, what failed, what to do now, and the story', () => {
  const page = soakHtml(subject, holed, hour(48), ['09:00:00  heroku config:set <FLAG>=1'])
  const [first = ''] = page.split('</header>')
  expect(first).toContain('The soak of an-app (staging): under way')
  expect(first).toContain(
    '<p>Nothing. The checkpoint of hour 72 is due at 2026-05-13 09:00 UTC: <code>pnpm test:verify --env staging</code></p>',
  )
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
  const none = { ...holed, outcome: 'inconclusive', since: undefined, checkpoints: [], missing: [] } as const
  const page = soakHtml(subject, none, hour(48), [])
  expect(page).toContain('release v43: Set &lt;FLAG&gt; config vars')
  expect(page).not.toContain('<svg')
})

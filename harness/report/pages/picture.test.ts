import { expect, it } from 'vitest'
import { everyOutcome } from '../every-outcome.fixture.ts'
import { picture } from './picture.ts'

it('draws what a terminal shows of a run, in its colours, and asks for nothing', () => {
  const svg = picture(everyOutcome, 'reports/verify-staging.json')
  expect(svg).toContain('aria-label="FAILED: verify on an-app (staging)"')
  expect(svg).toContain('$ pnpm test:verify --env staging</text>')
  expect(svg).toContain('<tspan fill="#56d364">✓</tspan>')
  expect(svg).toContain('<tspan fill="#ff8983">FAILED</tspan>')
  expect(svg).toContain('2 &lt; 3 &amp;&amp; &quot;so&quot; it is')
  expect(svg).not.toContain('\u001b')
  expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|url\(|<script/)
})

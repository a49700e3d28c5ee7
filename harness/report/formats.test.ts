import { describe, expect, it } from 'vitest'
import { everyItem, everyOutcome, refused } from './every-outcome.fixture.ts'
import { htmlPage } from './html.ts'
import type { ReportItem } from './report.ts'
import { junit } from './sinks/junit.ts'
import { casesIn } from './sinks/junit-cases.fixture.ts'
import { summary } from './sinks/summary.ts'
import { withoutControls } from './words.ts'

const roomy = 1_048_576

const firstLine = ({ reason = '' }: ReportItem): string | undefined => reason.split('\n')[0]

describe('JUnit', () => {
  const cases = casesIn(junit(everyOutcome))

  it('has every item once, in its order', () => {
    expect(cases.map((one) => one['@classname'])).toEqual(everyItem.map(({ id }) => id))
  })

  it.each(everyItem)('has the outcome and the reason of $id', (item) => {
    const found = cases.find((one) => one['@classname'] === item.id)
    const { failure, error, skipped } = found ?? {}
    const said = {
      failed: failure,
      inconclusive: error,
      'not-run': skipped,
      'needs-live': skipped,
      passed: undefined,
    }
    const present = [failure, error, skipped].filter((one) => one !== undefined)
    expect(present).toEqual(item.outcome === 'passed' ? [] : [said[item.outcome]])
    const message = said[item.outcome]?.['@message'] ?? ''
    expect(message).toBe(withoutControls(item.symptom ?? firstLine(item) ?? ''))
  })

  it('has an error where nothing was run: an empty file would be green', () => {
    expect(casesIn(junit(refused))).toMatchObject([
      { error: { '@type': 'refused', '@message': refused.reason } },
    ])
  })

  it('is written as it is', () => {
    expect(junit(everyOutcome)).toMatchInlineSnapshot(`
      "<?xml version="1.0" encoding="UTF-8"?>
      <testsuites name="verify" tests="8" failures="2" errors="1" skipped="3" time="70.000">
      <testsuite name="verify on an-app" tests="8" failures="2" errors="1" skipped="3" timestamp="2026-01-02T03:04:05.000Z">
      <testcase classname="verify/role" name="role is as it should be" time="1.234"><system-out>ledger_app: can log in
      2 &lt; 3 &amp;&amp; &quot;so&quot; it is</system-out></testcase>
      <testcase classname="verify/grants" name="grants is as it should be" time="1.234"><system-out>already so: exactly the policy</system-out></testcase>
      <testcase classname="verify/privileges" name="privileges is as it should be" time="1.234"><failure type="missing-privilege" message="ledger_app can do more, or less, than the policy says">missing-privilege: public.a_table: expected SELECT, found nothing

      missing-privilege: public.&quot;a|table&quot;
      expected SELECT, INSERT; found &lt;nothing&gt; &amp; none
      The app cannot read it.
      next: Grant it, as the owner of the database.
      fix: GRANT SELECT ON TABLE public.&quot;a|table&quot; TO ledger_app

      unknown-session: somebody
      expected nobody; found a session of \`\`\`somebody\`\`\`
      Nobody accounts for it.
      next: Ask who it is.</failure></testcase>
      <testcase classname="verify/app-answers" name="app-answers is as it should be" time="1.234"><failure type="failed" message="Unexpected token &#39;&lt;&#39;, &quot;&lt;html&gt;]]&gt;�&quot;">Unexpected token &#39;&lt;&#39;, &quot;&lt;html&gt;]]&gt;�&quot;
        ::error::second line % � \`\`\` &lt;/script&gt;&lt;!--</failure></testcase>
      <testcase classname="verify/no-denials" name="no-denials is as it should be" time="1.234"><error type="inconclusive" message="the log is empty">the log is empty
      and nobody knows why</error></testcase>
      <testcase classname="verify/switch" name="switch is as it should be" time="1.234"><skipped message="not taken: &quot;the app answers&quot; did not hold">not taken: &quot;the app answers&quot; did not hold</skipped></testcase>
      <testcase classname="verify/psql" name="psql is as it should be" time="1.234"><skipped message="psql is not on PATH">psql is not on PATH</skipped></testcase>
      <testcase classname="verify/live" name="live is as it should be" time="1.234"><skipped message="a rehearsal has no router">a rehearsal has no router</skipped></testcase>
      </testsuite>
      </testsuites>
      "
    `)
  })
})

describe('the summary of a job', () => {
  it('is written as it is', () => {
    expect(summary(everyOutcome, roomy)).toMatchInlineSnapshot(`
      "## FAILED: verify on an-app (staging)

      2 passed, 2 failed, 1 inconclusive, 3 not run

      Next: missing-privilege: public."a\\|table". Grant it, as the owner of the database.

      \`\`\`
      heroku pg:psql -a an-app -c 'GRANT SELECT ON TABLE public."a|table" TO ledger_app'
      \`\`\`

      Next: unknown-session: somebody. Ask who it is.

      Next: Failed: app-answers is as it should be: Unexpected token '\\<', "\\<html\\>\\]\\]\\>�"

      Next: Find out which failure mode it is

      \`\`\`
      pnpm diagnose --env staging
      \`\`\`

      Next: Then again

      \`\`\`
      pnpm test:verify --env staging
      \`\`\`

      journal: journal/an-app.jsonl, 12 lines, head abababababababababababababababababababababababababababababababab

      FAILED **ledger\\_app can do more, or less, than the policy says** (verify/privileges)

      \`\`\`
      missing-privilege: public.a_table: expected SELECT, found nothing
      \`\`\`

      - **missing-privilege: public."a\\|table"**: expected SELECT, INSERT; found \\<nothing\\> \\& none. The app cannot read it. Grant it, as the owner of the database.

        \`\`\`
        GRANT SELECT ON TABLE public."a|table" TO ledger_app
        \`\`\`

      - **unknown-session: somebody**: expected nobody; found a session of \\\`\\\`\\\`somebody\\\`\\\`\\\`. Nobody accounts for it. Ask who it is.

      FAILED **app-answers is as it should be** (verify/app-answers)

      \`\`\`\`
      Unexpected token '<', "<html>]]>�"
        ::error::second line % � \`\`\` </script><!--
      \`\`\`\`

      INCONCLUSIVE **no-denials is as it should be** (verify/no-denials)

      \`\`\`
      the log is empty
      and nobody knows why
      \`\`\`

      NOT RUN **switch is as it should be** (verify/switch)

      \`\`\`
      not taken: "the app answers" did not hold
      \`\`\`

      NOT RUN **psql is as it should be** (verify/psql)

      \`\`\`
      psql is not on PATH
      \`\`\`

      NEEDS A LIVE APP **live is as it should be** (verify/live)

      \`\`\`
      a rehearsal has no router
      \`\`\`

      ✓ role is as it should be (verify/role) 1.2 s

      ✓ grants is as it should be (verify/grants) 1.2 s
      "
    `)
  })

  it.each(everyItem)('has $id with its outcome', ({ id, outcome }) => {
    const words = {
      passed: '✓',
      failed: 'FAILED',
      inconclusive: 'INCONCLUSIVE',
      'not-run': 'NOT RUN',
      'needs-live': 'NEEDS A LIVE APP',
    }
    const line = summary(everyOutcome, roomy)
      .split('\n')
      .find((text) => text.includes(`(${id}`))
    expect(line?.startsWith(words[outcome]), line).toBe(true)
  })

  it('is cut from its end to what GitHub shows, and says so', () => {
    const items = Array.from(
      { length: 5_000 },
      (_, n) => ({ ...everyItem[0], id: `verify/é${n}` }) as ReportItem,
    )
    const many = { ...everyOutcome, items: [...items, ...everyItem] }
    const whole = summary(many, 100_000_000)
    for (const budget of [2_000, 20_000, Buffer.byteLength(whole) - 1]) {
      const cut = summary(many, budget)
      expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(budget)
      expect(cut).toMatch(/\d+ more items are cut/)
      expect(cut).toContain('FAILED')
    }
    expect(whole).not.toContain('cut')
    expect(summary(many, 10)).toBe('')
  })
})

describe('a run about several roles', () => {
  const rights = [
    { relations: ['public.t'], expected: ['SELECT'], catalogue: ['SELECT'], tried: true, otherwise: [] },
  ]
  const items = ['web', 'worker'].map((role) => ({ ...(everyItem[0] as ReportItem), role, rights }))
  const report = { ...everyOutcome, items }

  it('says of each item whose it is, in every form', () => {
    const xml = junit(report)
    expect(xml).toContain('name="verify on an-app as web"')
    expect(xml).toContain('name="verify on an-app as worker"')
    expect(summary(report, roomy)).toContain('as worker)')
    expect(htmlPage(report)).toContain('verify/role as worker')
  })

  it('shows what each of them may do', () => {
    const page = htmlPage(report)
    expect(page).toContain('What web may do')
    expect(page).toContain('What worker may do')
  })
})
